using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.Domain.TelecomSales.Leads;
using Crm.Projections.TelecomSales.Leads;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.TelecomSales;

public sealed class LeadViewsTests
{
    private static readonly LeadBaseId Base = new(Id("1ba5e"));
    private static readonly LeadId LeadId = new(Id("1ead"));
    private static readonly CustomerId Person = new(Id("c051"));
    private static readonly LeadCounts Counts = new(10, 6, 2, 1, 1);

    private static readonly LeadOffer Offer = new("B-1", null, null, null, "INTERNET", null, Cop(89_900), null, 3, null, "Bogotá");

    private static readonly UpgradeLeadAdded Added = new(
        LeadId, Base, Known.Campaign, Import, Person, "R-100", "Ana Peña", "CC", "1020304050", "Calle 1", "Chapinero", "+573001234567", "+576015551234", null, "+573001234567", Offer, At(6, 1));

    [Fact]
    public void A_customer_is_found_by_registration_document_name_and_each_phone_once()
    {
        var row = Folded.One(new LeadDirectory(), LeadId.Value, new History().On(LeadId.Value, Added))!;
        (row.RegistrationSearch, row.DocumentSearch, row.NameSearch, row.PhoneSearch).ShouldBe(("R100", "1020304050", "ana pena", "573001234567 576015551234"));
        (row.Live, row.PersonId).ShouldBe((true, Person.Value));
    }

    [Fact]
    public void A_lead_that_a_newer_file_does_not_name_is_marked_and_comes_back_with_the_next()
    {
        var history = new History().On(LeadId.Value, Added, new LeadWithdrawn(LeadId, Base, Known.Campaign, Import, At(6, 2)));
        var row = Folded.One(new LeadDirectory(), LeadId.Value, history)!;
        (row.Live, row.WithdrawnAt).ShouldBe((false, At(6, 2).At));

        history.On(LeadId.Value, new LeadRestored(LeadId, Base, Known.Campaign, Import, At(6, 3)));
        Folded.One(new LeadDirectory(), LeadId.Value, history)!.Live.ShouldBeTrue();
    }

    [Fact]
    public void Nobody_is_found_by_having_been_erased()
    {
        var row = Folded.One(new LeadDirectory(), LeadId.Value, new History().On(LeadId.Value, Added, new RecordTextErased(LeadId.Value, Person.Value)))!;
        (row.RegistrationSearch, row.DocumentSearch, row.NameSearch, row.PhoneSearch).ShouldBe(("", "", "", ""));
        Stored.Json(row).ShouldNotContain("Ana");
        Stored.Json(row).ShouldNotContain("1020304050");

        var line = new PrepaidLeadAdded(LeadId, Base, Known.Campaign, Import, "+573001234567", At(6, 1));
        Stored.Json(Folded.One(new LeadDirectory(), LeadId.Value, new History().On(LeadId.Value, line, new RecordTextErased(LeadId.Value, LeadId.Value)))!).ShouldNotContain("3001234567");
    }

    [Fact]
    public void A_base_shows_what_is_loading_and_what_was_loaded_last()
    {
        var history = new History().On(Base.Value,
            new LeadBaseOpened(Base, Known.Campaign, LeadKind.Upgrade, "CO", "Upgrade", Supervisor, At(6, 1)), new LeadBaseLoadBegun(Base, Known.Campaign, Import, At(6, 2)));
        Folded.One(new LeadBaseList(), Base.Value, history)!.Loading.ShouldBe(Import);

        history.On(Base.Value, new LeadBaseLoaded(Base, Known.Campaign, Import, "key", true, Counts, 3, At(6, 2)));
        var card = Folded.One(new LeadBaseList(), Base.Value, history)!;
        (card.Loading, card.Loads, card.Last).ShouldBe((null, 1, new LoadedFile(Import, At(6, 2).At, Counts, 3)));
    }

    [Fact]
    public void An_import_shows_how_far_it_is_and_how_it_ended()
    {
        var started = new LeadImportStarted(Import, Base, Known.Campaign, LeadKind.Upgrade, "ab", "key", "base.csv", 100, true, new Dictionary<string, string>(), Supervisor, At(6, 1));
        var history = new History().On(Import.Value, started, new LeadImportChunkProcessed(Import, 2, 11, Counts), new LeadImportChunkProcessed(Import, 12, 21, Counts));
        var running = Folded.One(new LeadImportProgress(), Import.Value, history)!;
        (running.Status, running.LastLine, running.Counts).ShouldBe((LeadImportStatus.Running, 21, Counts + Counts));

        var failed = Folded.One(new LeadImportProgress(), Import.Value, new History().On(Import.Value, started, new LeadImportFailed(Import, Base, 7, "file.truncated", "Cut off", At(6, 1))))!;
        (failed.Status, failed.Failure).ShouldBe((LeadImportStatus.Failed, new LeadImportFailure(7, "file.truncated", "Cut off")));
    }
}

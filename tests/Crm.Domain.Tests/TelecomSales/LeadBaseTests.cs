using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.Domain.TelecomSales.Leads;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class LeadBaseTests
{
    private const string Hash = "ab", Key = "key-1", NextKey = "key-2";
    private static readonly LeadBaseId Base = new(Id("1ba5e"));
    private static readonly LeadId LeadId = new(Id("1ead"));
    private static readonly ImportId First = new(Id("1001")), Second = new(Id("1002"));
    private static readonly BusinessMoment Now = At(2026, 6, 1);
    private static readonly IReadOnlyDictionary<string, string> Mapping = new Dictionary<string, string> { ["phone"] = "TELEFONO" };
    private static readonly LeadCounts Counts = new(10, 6, 2, 1, 1);

    private static readonly LeadBaseOpened Opened = new(Base, Known.Campaign, LeadKind.Prepaid, "CO", "Prepago junio", Supervisor, Now);
    private static readonly LeadBaseLoadBegun Begun = new(Base, Known.Campaign, First, Now);
    private static readonly LeadBaseLoaded Loaded = new(Base, Known.Campaign, First, Key, true, Counts, 3, Now);
    private static readonly LeadImportStarted Started = new(First, Base, Known.Campaign, LeadKind.Prepaid, Hash, Key, "base.csv", 100, true, Mapping, Supervisor, Now);
    private static readonly LeadImportChunkProcessed Chunk = new(First, 2, 11, Counts);

    private static readonly Spec<LeadBase, OpenLeadBase> Opens = new(OpenLeadBaseHandler.Handle);
    private static readonly Spec<LeadBase, CloseLeadBase> Closes = new(CloseLeadBaseHandler.Handle);
    private static readonly Spec<LeadBase, ReopenLeadBase> Reopens = new(ReopenLeadBaseHandler.Handle);
    private static readonly Spec<LeadImport, StartLeadImport> Starts = new((command, import, streams) => StartLeadImportHandler.Handle(command, import, streams.Get<LeadBase>(Base.Value)));
    private static readonly Spec<LeadImport, RecordLeadChunk> Records = new(RecordLeadChunkHandler.Handle);
    private static readonly Spec<LeadImport, CompleteLeadImport> Completes = new(CompleteLeadImportHandler.Handle);
    private static readonly Spec<LeadImport, FailLeadImport> Fails = new(FailLeadImportHandler.Handle);
    private static readonly Spec<Lead, LoadLead> Loads = new(LoadLeadHandler.Handle);
    private static readonly Spec<Lead, WithdrawLead> Withdraws = new(WithdrawLeadHandler.Handle);

    private static readonly StartLeadImport Start = new(First, Hash, Key, "base.csv", 100, true, Mapping, Supervisor, Now);

    [Fact]
    public void A_base_is_opened_once_under_a_name()
    {
        Opens.Given().When(new(Base, Known.Campaign, LeadKind.Prepaid, "CO", " Prepago junio ", Supervisor, Now)).Then(Opened);
        Opens.Given().When(new(Base, Known.Campaign, LeadKind.Prepaid, "CO", " ", Supervisor, Now)).ThenRefused("telecom-sales.base-name-missing");
    }

    [Fact]
    public void A_base_is_closed_when_nothing_is_being_loaded_and_may_be_used_again()
    {
        var closed = new LeadBaseClosed(Base, Known.Campaign, "Over", Supervisor, Now);
        Closes.Given(Opened).When(new("Over", Supervisor, Now)).Then(closed);
        Closes.Given(Opened).When(new("", Supervisor, Now)).ThenRefused("telecom-sales.reason-missing");
        Closes.Given(Opened, Begun).When(new("Over", Supervisor, Now)).ThenRefused("telecom-sales.base-loading");
        Reopens.Given(Opened, closed).When(new("Mistake", Supervisor, Now)).Then(new LeadBaseReopened(Base, Known.Campaign, "Mistake", Supervisor, Now));
        Starts.GivenOn<LeadBase>(Base.Value, Opened, closed).When(Start).ThenRefused("telecom-sales.base-closed");
    }

    [Fact]
    public void A_file_takes_the_base_for_itself_until_its_end()
    {
        Starts.GivenOn<LeadBase>(Base.Value, Opened).When(Start).Then(Started, On<LeadBase>(Base.Value, Begun));
        Starts.GivenOn<LeadBase>(Base.Value, Opened, Begun).When(Start with { ImportId = Second, FileKey = NextKey }).ThenRefused("telecom-sales.base-loading");
        Starts.GivenOn<LeadBase>(Base.Value, Opened, Begun, Loaded).When(Start with { ImportId = Second, FileKey = NextKey }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void The_same_file_that_runs_or_was_loaded_last_is_already_so()
    {
        Starts.Given(Started).AndOn<LeadBase>(Base.Value, Opened, Begun).When(Start).ThenNothing();
        Starts.Given(Started, Chunk, new LeadImportCompleted(First, Base, Counts, 0, Now)).AndOn<LeadBase>(Base.Value, Opened, Begun, Loaded).When(Start).ThenNothing();
    }

    [Fact]
    public void A_file_that_failed_may_start_again() =>
        Starts.Given(Started, new LeadImportFailed(First, Base, 7, "file.truncated", "Cut off", Now))
            .AndOn<LeadBase>(Base.Value, Opened, Begun, new LeadBaseLoadFailed(Base, Known.Campaign, First, Now))
            .When(Start).Then(Started, On<LeadBase>(Base.Value, Begun));

    [Fact]
    public void Chunks_come_in_order_and_add_up()
    {
        Records.Given(Started).When(new(2, 11, Counts)).Then(Chunk);
        Records.Given(Started, Chunk).When(new(2, 11, Counts)).ThenNothing();
        Records.Given(Started, Chunk).When(new(13, 20, LeadCounts.None)).ThenRefused("telecom-sales.import-chunk-out-of-order");
        Records.Given(Started).When(new(2, 11, Counts with { Rows = 11 })).ThenRefused("telecom-sales.import-counts-differ");
    }

    [Fact]
    public void The_end_of_a_file_is_told_to_its_base()
    {
        Completes.Given(Started, Chunk).When(new(3, Now)).Then(new LeadImportCompleted(First, Base, Counts, 3, Now), On<LeadBase>(Base.Value, Loaded));
        Fails.Given(Started, Chunk).When(new(12, "file.truncated", "Cut off", Now)).Then(
            new LeadImportFailed(First, Base, 12, "file.truncated", "Cut off", Now), On<LeadBase>(Base.Value, new LeadBaseLoadFailed(Base, Known.Campaign, First, Now)));
        Completes.Given(Started, new LeadImportFailed(First, Base, 12, "x", "y", Now)).When(new(3, Now)).ThenRefused("telecom-sales.import-not-running");
    }

    [Fact]
    public void A_base_knows_which_files_name_its_leads()
    {
        ImportId third = new(Id("1003")), fourth = new(Id("1004"));
        LeadBaseLoaded Load(ImportId import, bool complete) => Loaded with { ImportId = import, Complete = complete };

        var grown = Folded.Of<LeadBase>(Opened, Load(First, true), Load(Second, false), new LeadBaseLoadFailed(Base, Known.Campaign, third, Now))!;
        grown.Since.ShouldBe([First, Second, third]);
        grown.Loads.ShouldBe(2);
        Folded.Of<LeadBase>(Opened, Load(First, true), Load(Second, false), Load(fourth, true))!.Since.ShouldBe([fourth]);
    }

    [Fact]
    public void A_prepaid_line_is_added_once_and_comes_back_when_a_newer_file_names_it()
    {
        var load = new LoadLead(LeadId, Base, Known.Campaign, First, "+573001234567", null, Now);
        var added = new PrepaidLeadAdded(LeadId, Base, Known.Campaign, First, "+573001234567", Now);
        var withdrawn = new LeadWithdrawn(LeadId, Base, Known.Campaign, Second, Now);
        Loads.Given().When(load).Then(added);
        Loads.Given(added).When(load with { ImportId = Second }).ThenNothing();
        Withdraws.Given(added).When(new(Second, Now)).Then(withdrawn);
        Loads.Given(added, withdrawn).When(load).Then(new LeadRestored(LeadId, Base, Known.Campaign, First, Now));
    }

    [Fact]
    public void A_customer_changes_with_what_a_newer_row_says_and_a_blank_says_nothing()
    {
        var row = Customer();
        var added = Added(row);
        Loads.Given(added).When(Load(row with { Mobile = null, Offer = row.Offer with { City = null } })).ThenNothing();

        var moved = row with { Address = "Carrera 9 # 8-7", Mobile = null };
        Loads.Given(added).When(Load(moved)).Then(Changed(moved with { Mobile = row.Mobile }));
    }

    [Fact]
    public void A_customer_who_comes_back_with_other_data_is_restored_and_changed()
    {
        var row = Customer();
        Loads.Given(Added(row), new LeadWithdrawn(LeadId, Base, Known.Campaign, Second, Now)).When(Load(row with { FullName = "Ana M. Peña" })).Then(
            new LeadRestored(LeadId, Base, Known.Campaign, First, Now), Changed(row with { FullName = "Ana M. Peña" }));
    }

    private static UpgradeDetails Customer() => new(
        new(Id("c051")), "R-100", "Ana Peña", "CC", "1020304050", "Calle 1 # 2-3", "Chapinero", "+573001234567", null, null, null,
        new("B-1", "CAMP", "G1", "S1", "INTERNET", "2", Cop(89_900), "24", 3, "Cundinamarca", "Bogotá"));

    private static LoadLead Load(UpgradeDetails row) => new(LeadId, Base, Known.Campaign, First, null, row, Now);

    private static UpgradeLeadAdded Added(UpgradeDetails row) => new(
        LeadId, Base, Known.Campaign, First, row.PersonId, row.RegistrationNumber, row.FullName, row.DocumentType, row.DocumentNumber, row.Address, row.Neighborhood, row.Mobile,
        row.Phone1, row.Phone2, row.Phone3, row.Offer, Now);

    private static UpgradeLeadChanged Changed(UpgradeDetails row) => new(
        LeadId, Base, Known.Campaign, First, row.PersonId, row.RegistrationNumber, row.FullName, row.DocumentType, row.DocumentNumber, row.Address, row.Neighborhood, row.Mobile,
        row.Phone1, row.Phone2, row.Phone3, row.Offer, Now);
}

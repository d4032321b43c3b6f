using System.Text;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.Tests.Collections.Import;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.Domain.TelecomSales.Leads;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.TelecomSales.Leads;

namespace Crm.Api.Tests.TelecomSales;

public sealed class LeadImporterTests(ImportBench bench) : IClassFixture<ImportBench>
{
    private int _bases;

    [Fact]
    public async Task Repeating_a_file_changes_nothing_and_a_newer_one_adds_changes_and_withdraws()
    {
        var its = await NewBase(LeadKind.Upgrade);
        var first = await Load(its, Rows((1, "Ana"), (2, "Luis"), (3, "Eva")));
        (first.Status, first.Totals).ShouldBe((LeadImportStatus.Completed, new LeadCounts(3, 3, 0, 0, 0)));

        var head = await Head();
        (await Load(its, Rows((1, "Ana"), (2, "Luis"), (3, "Eva")))).Id.ShouldBe(first.Id);
        (await Head()).ShouldBe(head);

        var second = await Load(its, Rows((1, "Ana"), (2, "Luis Mora"), (4, "Paz")));
        second.Totals.ShouldBe(new LeadCounts(3, 1, 1, 1, 0));
        (await Events(its, "R-3")).ShouldBe(["upgrade_lead_added", "lead_withdrawn"]);
        (await Events(its, "R-1")).ShouldBe(["upgrade_lead_added"]);
        (await Events(its, "R-2")).ShouldBe(["upgrade_lead_added", "upgrade_lead_changed"]);
    }

    [Fact]
    public async Task Going_back_to_an_older_file_is_a_load_of_its_own()
    {
        var its = await NewBase(LeadKind.Upgrade);
        var first = await Load(its, Rows((1, "Ana"), (2, "Luis")));
        await Load(its, Rows((1, "Ana")));
        var again = await Load(its, Rows((1, "Ana"), (2, "Luis")));

        again.Id.ShouldNotBe(first.Id);
        again.Totals.ShouldBe(new LeadCounts(2, 0, 1, 1, 0));
        (await Events(its, "R-2")).ShouldBe(["upgrade_lead_added", "lead_withdrawn", "lead_restored"]);
    }

    [Fact]
    public async Task A_file_that_is_not_the_whole_base_withdraws_nobody_and_the_next_whole_one_knows_whom_it_added()
    {
        var its = await NewBase(LeadKind.Prepaid);
        await Load(its, "TELEFONO\n3001000001\n3001000002\n");
        await Load(its, "TELEFONO\n3001000003\n", complete: false);
        (await State(its, "+573001000001"))!.Withdrawn.ShouldBeFalse();

        var whole = await Load(its, "TELEFONO\n3001000002\n");
        whole.Totals.ShouldBe(new LeadCounts(1, 0, 0, 1, 0));
        (await State(its, "+573001000001"))!.Withdrawn.ShouldBeTrue();
        (await State(its, "+573001000003"))!.Withdrawn.ShouldBeTrue();
        (await State(its, "+573001000002"))!.Withdrawn.ShouldBeFalse();
    }

    [Fact]
    public async Task A_bad_row_that_names_its_lead_withdraws_it_not()
    {
        var its = await NewBase(LeadKind.Upgrade);
        await Load(its, Rows((1, "Ana"), (2, "Luis")));
        var second = await Load(its, Rows((1, "Ana"), (2, "")));
        (second.Totals.Rejected, (await State(its, "R-2"))!.Withdrawn).ShouldBe((1, false));
    }

    [Fact]
    public async Task A_number_twice_in_a_file_is_reported_and_a_blank_row_is_nothing()
    {
        var its = await NewBase(LeadKind.Prepaid);
        var import = await Load(its, "TELEFONO;\n3001000001;\n;\n300 100 0001;\n3001000002;\n3001000001;\n");
        (import.Totals.Added, import.Totals.Rejected).ShouldBe((2, 2));
        (await bench.Get<ImportReports>().Page(import.Id, null, 50, personal: true, CancellationToken.None)).Select(problem => problem.Code)
            .ShouldBe(["import.lead-twice", "import.row-repeated"]);
    }

    [Fact]
    public async Task A_dry_run_says_what_the_import_does_and_writes_nothing()
    {
        var its = await NewBase(LeadKind.Upgrade);
        await Load(its, Rows((1, "Ana"), (2, "Luis"), (3, "Eva")));
        var head = await Head();
        var file = await Sent(its, Rows((1, "Ana María"), (4, "Paz")), complete: true);
        var dry = await bench.Get<LeadFiles>().Try(file, 10, null, CancellationToken.None);
        (dry.Counts, dry.Withdrawn).ShouldBe((new LeadCounts(2, 1, 1, 0, 0), 2));
        (await Head()).ShouldBe(head);
    }

    /// <summary>Two chunks of four rows and one of one; each is broken off at each of its four seams.</summary>
    [Fact]
    public async Task A_killed_import_goes_on_to_what_an_unbroken_one_comes_to()
    {
        var text = Rows([.. Enumerable.Range(1, 9).Select(i => (i, i == 5 ? "" : "Ana"))]);
        for (var kill = 1; kill <= 12; kill++)
        {
            var its = await NewBase(LeadKind.Upgrade);
            await Load(its, Rows((100, "Old"), (101, "Older")));
            var file = await Sent(its, text, complete: true);
            var (_, id) = await bench.Get<LeadFiles>().Start(file, new("Test"), CancellationToken.None);
            var seams = 0;
            var broken = new LeadImporter(
                bench.Get<EventLog>(), bench.Get<Aggregates>(), bench.Get<CommandRunner>(), bench.Get<ImportRuns>(), bench.Get<LeadWithdrawals>(), bench.Get<NaturalKeys>(),
                bench.Get<RefusalTexts>(), bench.Get<BusinessClock>(), bench.Get<ImportOptions>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<LeadImporter>.Instance)
            { At = _ => ++seams == kill ? throw new OperationCanceledException() : Task.CompletedTask };
            await Should.ThrowAsync<OperationCanceledException>(() => Run(broken, id, file));

            var import = (await Run(bench.Get<LeadImporter>(), id, file))!;
            (import.Status, import.Totals).ShouldBe((LeadImportStatus.Completed, new LeadCounts(9, 8, 0, 0, 1)), $"broken off at {kill}");
            (await Events(its, "R-100")).ShouldBe(["upgrade_lead_added", "lead_withdrawn"]);
            (await Events(its, "R-9")).ShouldBe(["upgrade_lead_added"]);
        }
    }

    [Fact]
    public async Task Who_buys_is_found_by_registration_by_document_and_by_phone_in_open_bases_only()
    {
        var (upgrades, lines) = (await NewBase(LeadKind.Upgrade), await NewBase(LeadKind.Prepaid));
        var document = (52_000_000 + _bases).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var header = "ID_BASE;NRO_REGISTRO;NOMBRE_CLIENTE;TIPO_DOCUMENTO;DOCUMENTO\n";
        await Load(upgrades, header + $"B;M-1;Ana;CC;{document}\nB;M-2;Ana;CC;{document}\n");
        await Load(lines, "TELEFONO\n3019998877\n");
        await CaughtUp();

        var leads = bench.Get<LeadQueries>();
        LeadQuestion Asked(SaleKind kind, string? phone = null, string? number = null, string? registration = null) => new(bench.Campaign, kind, "CO", phone, "CC", number, registration);

        (await leads.Match(Asked(SaleKind.PlanUpgrade, registration: " m-1 "), CancellationToken.None)).LeadId.ShouldBe(Id(upgrades, "M-1"));
        // Two rows share a document: both are shown, and a sale takes the one that was changed last.
        (await leads.Matches(Asked(SaleKind.PlanUpgrade, number: document), CancellationToken.None)).Count.ShouldBe(2);
        (await leads.Match(Asked(SaleKind.PrepaidToPostpaid, phone: "301 999 8877"), CancellationToken.None)).BaseId.ShouldBe(lines.Id);
        (await leads.Match(Asked(SaleKind.PrepaidToPostpaid, phone: "301 999 8878"), CancellationToken.None)).InBase.ShouldBeFalse();
        (await leads.Match(Asked(SaleKind.Portability, phone: "301 999 8877"), CancellationToken.None)).InBase.ShouldBeFalse();

        await bench.Do<LeadBase>(lines.Id.Value, state => CloseLeadBaseHandler.Handle(new("Over", null, BusinessMoment.Of(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), "America/Bogota")), state!));
        await CaughtUp();
        (await leads.Match(Asked(SaleKind.PrepaidToPostpaid, phone: "301 999 8877"), CancellationToken.None)).InBase.ShouldBeFalse();
    }

    private static string Rows(params (int Number, string Name)[] rows) =>
        "ID_BASE;NRO_REGISTRO;NOMBRE_CLIENTE;TIPO_DOCUMENTO;DOCUMENTO\n" + string.Concat(rows.Select(row => $"B;R-{row.Number};{row.Name};CC;{40_000_000 + row.Number}\n"));

    private async Task<LeadBase> NewBase(LeadKind kind)
    {
        var name = $"Base {Guid.CreateVersion7()}";
        var id = bench.Get<NaturalKeys>().LeadBase(bench.Campaign, kind.ToString(), name);
        _bases++;
        await bench.Do<LeadBase>(id.Value, state => OpenLeadBaseHandler.Handle(
            new(id, bench.Campaign, kind, "CO", name, null, BusinessMoment.Of(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), "America/Bogota")), state));
        return new(id, bench.Campaign, kind, "CO", name);
    }

    private async Task<LeadFileToStart> Sent(LeadBase its, string text, bool complete)
    {
        var upload = await bench.Get<UploadStore>().Keep(new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        return new(its.Id, upload, "base.csv", complete, new(Delimiter: ';'));
    }

    private async Task<LeadImport> Load(LeadBase its, string text, bool complete = true)
    {
        var file = await Sent(its, text, complete);
        var (outcome, id) = await bench.Get<LeadFiles>().Start(file, new("Test"), CancellationToken.None);
        outcome.ShouldBeOfType<CommandOutcome.Done>();
        return (await Run(bench.Get<LeadImporter>(), id, file))!;
    }

    private Task<LeadImport?> Run(LeadImporter importer, ImportId id, LeadFileToStart file) =>
        importer.Run(id, bench.Get<UploadStore>().Find(file.Upload.Hash)!, file.Reading, new("Test"), null, CancellationToken.None);

    private LeadId Id(LeadBase its, string key) => bench.Get<NaturalKeys>().Lead(its.Id, key);

    private async Task<Lead?> State(LeadBase its, string key) => (await bench.Get<Aggregates>().Load<Lead>(Id(its, key).Value, Lead.Evolve, fresh: true, CancellationToken.None)).State;

    private async Task<IReadOnlyList<string>> Events(LeadBase its, string key) =>
        [.. (await bench.Get<EventLog>().ReadStream(Id(its, key).Value, StreamRange.Whole, CancellationToken.None)).Select(recorded => recorded.EventType)];

    private Task<long> Head() => bench.Get<EventLog>().Head(CancellationToken.None);

    private async Task CaughtUp() => await bench.Get<ProjectionProgress>().WaitFor<LeadDirectory>(await Head(), TimeSpan.FromSeconds(20), CancellationToken.None);
}

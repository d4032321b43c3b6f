using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class PortfolioImportTests
{
    private static readonly DateOnly CutOff = new(2026, 5, 31);
    private static readonly PortfolioId Id = Known.Portfolio;
    private static readonly Dictionary<string, string> Mapping = new() { ["reference"] = "REFERENCIA" };

    private static readonly PortfolioOpened Opened = new(Id, Campaign, "2026-05", "May", "Banco Uno", "CO", Currency.Cop, new(2026, 5, 4));
    private static readonly ImportStarted Started = new(
        Import, Campaign, Id, "aa11", "may.csv", 1_000, "Banco Uno", "CO", Currency.Cop, CutOff, Mapping, Supervisor, At(2026, 6, 1));

    private static readonly StartImport Start = new(Import, "aa11", "may.csv", 1_000, CutOff, Mapping, Supervisor, At(2026, 6, 1));
    private static readonly ImportCounts Counts = new(Rows: 500, Placed: 300, Adjusted: 100, Unchanged: 90, Rejected: 10);
    private static readonly ImportChunkProcessed FirstChunk = new(Import, 2, 501, Counts);

    private static readonly Spec<PortfolioImport, StartImport> Starting = new((command, import, streams) =>
        StartImportHandler.Handle(command, import, streams.Get<Portfolio>(Id.Value)));

    private static readonly Spec<PortfolioImport, RecordChunk> Recording = new(RecordChunkHandler.Handle);
    private static readonly Spec<PortfolioImport, CompleteImport> Completing = new(CompleteImportHandler.Handle);
    private static readonly Spec<PortfolioImport, FailImport> Failing = new(FailImportHandler.Handle);
    private static readonly Spec<PortfolioImport, UndoImport> Undoing = new(UndoImportHandler.Handle);

    private static Spec<PortfolioImport, StartImport>.Scenario Knowing(params IReadOnlyList<IEvent> events) =>
        Starting.Given(events).AndOn<Portfolio>(Id.Value, Opened);

    [Fact]
    public void Takes_creditor_country_and_currency_from_the_portfolio() => Knowing().When(Start).Then(Started);

    [Fact]
    public void A_file_that_was_imported_is_not_imported_again() =>
        Knowing(Started, FirstChunk, new ImportCompleted(Import, Counts, 0, At(2026, 6, 1))).When(Start).ThenNothing();

    [Fact]
    public void A_killed_import_goes_on_behind_its_last_line()
    {
        Knowing(Started, FirstChunk).When(Start).ThenNothing();
        Folded.Of<PortfolioImport>(Started, FirstChunk)!.LastLine.ShouldBe(501);
    }

    [Fact]
    public void The_same_file_with_another_cut_off_or_mapping_is_refused()
    {
        Knowing(Started).When(Start with { CutOffDate = new(2026, 5, 30) }).ThenRefused("collections.import-differs");
        Knowing(Started).When(Start with { Mapping = new Dictionary<string, string> { ["reference"] = "NUMERO" } }).ThenRefused("collections.import-differs");
    }

    [Fact]
    public void A_file_that_was_undone_or_failed_may_start_again_from_its_first_line()
    {
        Knowing(Started, FirstChunk, new ImportFailed(Import, 502, "truncated", "The file ends within a row.")).When(Start).Then(Started);
        Knowing(Started, FirstChunk, new ImportUndone(Import, Supervisor, "Wrong file", 300)).When(Start).Then(Started);
        Folded.Of<PortfolioImport>(Started, FirstChunk, Started)!.LastLine.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_imported_into_a_closed_portfolio_or_as_of_the_future()
    {
        Starting.GivenOn<Portfolio>(Id.Value, Opened, new PortfolioClosed(Id, "Sold")).When(Start).ThenRefused("collections.portfolio-closed");
        Knowing().When(Start with { CutOffDate = new(2026, 6, 2) }).ThenRefused("collections.cut-off-in-future");
    }

    [Fact]
    public void Chunks_come_in_order_without_gaps_and_once()
    {
        Recording.Given(Started).When(new(2, 501, Counts)).Then(FirstChunk);
        Recording.Given(Started, FirstChunk).When(new(2, 501, Counts)).ThenNothing();
        Recording.Given(Started, FirstChunk).When(new(502, 1_001, Counts)).Then(new ImportChunkProcessed(Import, 502, 1_001, Counts));
        Recording.Given(Started, FirstChunk).When(new(503, 1_001, Counts)).ThenRefused("collections.import-chunk-out-of-order");
        Recording.Given(Started, FirstChunk).When(new(400, 1_001, Counts)).ThenRefused("collections.import-chunk-out-of-order");
    }

    [Fact]
    public void The_outcomes_of_a_chunk_add_up_to_its_rows() =>
        Recording.Given(Started).When(new(2, 501, Counts with { Placed = 301 })).ThenRefused("collections.import-counts-differ");

    [Fact]
    public void Completing_sums_up_and_refreshes_the_portfolio() =>
        Completing.Given(Started, FirstChunk, new ImportChunkProcessed(Import, 502, 1_001, Counts)).AndOn<Portfolio>(Id.Value, Opened)
            .When(new(MissingAccounts: 7, At(2026, 6, 1))).Then(
                new ImportCompleted(Import, new ImportCounts(1_000, 600, 200, 180, 20), 7, At(2026, 6, 1)),
                On<Portfolio>(Id.Value, new PortfolioRefreshed(Id, Import, CutOff)));

    [Fact]
    public void A_failed_import_takes_no_more_chunks_and_is_not_completed()
    {
        var failed = new ImportFailed(Import, 502, "truncated", "The file ends within a row.");
        Failing.Given(Started, FirstChunk).When(new(502, "truncated", "The file ends within a row.")).Then(failed);
        Recording.Given(Started, FirstChunk, failed).When(new(502, 503, Counts)).ThenRefused("collections.import-not-running");
        Completing.Given(Started, FirstChunk, failed).When(new(0, At(2026, 6, 1))).ThenRefused("collections.import-not-running");
    }

    [Fact]
    public void An_import_is_undone_for_a_reason_once_it_does_not_run()
    {
        var completed = new ImportCompleted(Import, Counts, 0, At(2026, 6, 1));
        Undoing.Given(Started, FirstChunk).When(new(Supervisor, "Wrong file", 400)).ThenRefused("collections.import-running");
        Undoing.Given(Started, FirstChunk, completed).When(new(Supervisor, "", 400)).ThenRefused("collections.reason-missing");
        Undoing.Given(Started, FirstChunk, completed).When(new(Supervisor, "Wrong file", 400)).Then(new ImportUndone(Import, Supervisor, "Wrong file", 400));
    }

    [Fact]
    public void A_portfolio_keeps_its_creditor_country_and_currency()
    {
        Spec<Portfolio, OpenPortfolio> opening = new(OpenPortfolioHandler.Handle);
        OpenPortfolio command = new(Id, Campaign, "2026-05", "May", "Banco Uno", "CO", Currency.Cop, new(2026, 5, 4));
        opening.Given().When(command).Then(Opened);
        opening.Given(Opened).When(command with { Currency = Currency.Usd }).ThenRefused("collections.portfolio-differs");
        opening.Given().When(command with { Code = "" }).ThenRefused("collections.portfolio-incomplete");
        new Spec<Portfolio, ClosePortfolio>(ClosePortfolioHandler.Handle).Given(Opened).When(new("Sold")).Then(new PortfolioClosed(Id, "Sold"));
    }

    [Fact]
    public void A_stale_file_does_not_take_the_portfolios_cut_off_back() =>
        Folded.Of<Portfolio>(Opened, new PortfolioRefreshed(Id, Import, CutOff), new PortfolioRefreshed(Id, Import, CutOff.AddDays(-9)))!.CutOffDate.ShouldBe(CutOff);
}

using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Collections.Import;

/// <summary>Reads a started import's file to its end, from wherever it stands, or says what it would do.</summary>
public sealed class PortfolioImporter(
    EventLog log, Aggregates aggregates, CommandRunner runner, ImportRuns runs, MissingAccounts missing, NaturalKeys keys, RefusalTexts texts, BusinessClock clock,
    ImportOptions options, ILogger<PortfolioImporter> logger) : IImportKind
{
    internal const string KindName = "portfolio";

    public string Kind => KindName;

    public string Command => "ImportPortfolio";

    /// <summary>Called at the seams of a run, so that a test can break it off there.</summary>
    internal Func<ImportSeam, Task> At { get; init; } = _ => Task.CompletedTask;

    async Task<bool> IImportKind.Run(ImportId id, string path, FileReading reading, CommandOrigin origin, IProgress<ImportPace>? progress, CancellationToken ct) =>
        await Run(id, path, reading, origin, progress, ct) is not null;

    /// <summary>Runs a started import to its end.</summary>
    /// <param name="path">The stored file.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <returns>How it stands now; <c>null</c> when another host is at it.</returns>
    public async Task<PortfolioImport?> Run(
        ImportId id, string path, FileReading reading, CommandOrigin origin, IProgress<ImportPace>? progress, CancellationToken ct)
    {
        await using var only = await runs.Lock(id, ct);
        if (only is null) return null;

        if ((await aggregates.Load<PortfolioImport>(id.Value, PortfolioImport.Evolve, fresh: true, ct)).State is not { } import) throw new ImportNotStartedException(id);
        if (import.Status is not ImportStatus.Running) return import;
        var (campaign, context) = await Context(id, import.PortfolioId, import.CutOffDate, ct);
        var startedAt = await log.Head(ct);
        try
        {
            using var file = ImportFile.Open(path, PortfolioTemplate.Template, reading.Format, reading.Mapping, options.Limits);
            var facts = file.Survey(ct);
            var run = runs.Of(TaskFor(file, facts, campaign, context, reading), file, facts, () => campaign.MomentAt(clock.GetUtcNow()), origin.Metadata, options.RowsPerAppend);
            await using var rows = await run.Write(id, import.LastLine, import.Totals.Rows, async (lastLine, tally) =>
                import = await Record(id, import.LastLine + 1, lastLine, CountsOf(tally), origin, ct), At, progress, ct);

            var absent = await missing.Keep(id, context.PortfolioId, rows, startedAt, ct);
            await Complete(id, absent, campaign.MomentAt(clock.GetUtcNow()), origin, ct);
            logger.LogInformation("Import {ImportId} is complete: {Counts}", id, import.Totals);
        }
        catch (UnreadableFileException unreadable)
        {
            await Expect(await runner.Run<PortfolioImport>(
                id.Value, origin, state => FailImportHandler.Handle(new(unreadable.Line, unreadable.Code, unreadable.Message), state!), ct));
            logger.LogWarning("Import {ImportId} failed at line {Line}: {Code}", id, unreadable.Line, unreadable.Code);
        }

        return await State<PortfolioImport>(id.Value, ct);
    }

    /// <summary>What the file would do, counted to the last row, with nothing written.</summary>
    /// <param name="mostProblems">How many problems to list; all are counted.</param>
    public async Task<DryRun> Try(
        string path, FileReading reading, Campaign campaign, Portfolio portfolio, DateOnly cutOffDate, int mostProblems, IProgress<ImportPace>? progress, CancellationToken ct)
    {
        var id = new ImportId(Guid.CreateVersion7());
        var context = new ImportContext(id, campaign.Id, portfolio.Id, portfolio.Country, portfolio.Creditor, portfolio.Currency, cutOffDate, campaign.Zone);
        using var file = ImportFile.Open(path, PortfolioTemplate.Template, reading.Format, reading.Mapping, options.Limits);
        var facts = file.Survey(ct);
        var run = runs.Of(TaskFor(file, facts, campaign, context, reading), file, facts, () => campaign.MomentAt(clock.GetUtcNow()), EventMetadata.None, options.RowsPerAppend);
        await using var tried = await run.Try(mostProblems, progress, ct);
        return new(
            CountsOf(tried.Tally), await missing.Count(portfolio.Id, tried.Rows, ct), tried.Problems, tried.FirstProblems, file.Mapping.ByName, facts.Numbers.ProvenByName);
    }

    private PortfolioTask TaskFor(ImportFile file, FileFacts facts, Campaign campaign, ImportContext context, FileReading reading) => new(
        log, context, texts,
        new(new(file.Mapping, Terms(campaign, context, reading), facts.Numbers), keys, context.Country, context.Creditor));

    private static ImportCounts CountsOf(ImportTally tally) => new(tally.Rows, tally.Added, tally.Changed, tally.Unchanged, tally.Rejected);

    private async Task<PortfolioImport> Record(ImportId id, int firstLine, int lastLine, ImportCounts counts, CommandOrigin origin, CancellationToken ct)
    {
        await Expect(await runner.Run<PortfolioImport>(id.Value, origin, import => RecordChunkHandler.Handle(new(firstLine, lastLine, counts), import!), ct));
        return await State<PortfolioImport>(id.Value, ct);
    }

    private async Task Complete(ImportId id, int missingAccounts, BusinessMoment now, CommandOrigin origin, CancellationToken ct) =>
        await Expect(await runner.Run(origin, async (unit, _) =>
        {
            var import = await unit.Require<PortfolioImport>(id.Value);
            return UnitDecision.For<PortfolioImport>(id.Value, CompleteImportHandler.Handle(new(missingAccounts, now), import));
        }, ct));

    private async Task<(Campaign, ImportContext)> Context(ImportId id, PortfolioId portfolioId, DateOnly cutOffDate, CancellationToken ct)
    {
        var portfolio = await State<Portfolio>(portfolioId.Value, ct);
        var campaign = await State<Campaign>(portfolio.CampaignId.Value, ct);
        return (campaign, new(id, campaign.Id, portfolio.Id, portfolio.Country, portfolio.Creditor, portfolio.Currency, cutOffDate, campaign.Zone));
    }

    private static ImportTerms Terms(Campaign campaign, ImportContext context, FileReading reading) =>
        new(context.Country, context.Currency, context.CutOffDate, reading.DecimalMark, campaign.CollectionPolicy.Value.Payments.AllocationOrder);

    private async Task<T> State<T>(Guid id, CancellationToken ct) where T : class, IAggregate<T> =>
        (await aggregates.Load<T>(id, T.Evolve, fresh: true, ct)).State ?? throw new InvalidOperationException($"There is no {typeof(T).Name} {id}.");

    private static Task Expect(CommandOutcome outcome) => ImportRuns.Expect(outcome);
}

/// <summary>A row of a portfolio: its debtor is registered and its account placed or adjusted.</summary>
internal sealed class PortfolioTask(EventLog log, ImportContext import, RefusalTexts texts, RowResolver resolver) : IImportTask<ResolvedRow>
{
    public ResolvedRow Resolve(TabularRow cells) => resolver.Resolve(cells);

    public async Task<IRowDecisions<ResolvedRow>> Load(IReadOnlyList<ResolvedRow> rows, CancellationToken ct) => await StreamStates.Load(log, import, rows, ct);

    public RowProblem Repeated(ResolvedRow row, EarlierRow earlier) =>
        OfReference(row, earlier.IsSame ? Problem.Repeated(earlier.Line) : PortfolioProblem.SameAccount(earlier.Line));

    public RowProblem Refused(ResolvedRow row, Refusal refusal) => OfReference(row, Problem.Refused(refusal, texts.Spanish(refusal)));

    private static RowProblem OfReference(ResolvedRow row, (string Code, Bilingual Reason) problem) => new(
        row.Line, PortfolioField.Reference.Header, PortfolioField.Reference, row.Obligation!.Reference, problem.Code, Rejects: true, problem.Reason);
}

/// <summary>What an import would do.</summary>
/// <param name="MissingAccounts">Accounts of the portfolio that the file does not name.</param>
/// <param name="Problems">How many there are; <paramref name="FirstProblems"/> lists the first of them.</param>
/// <param name="DecimalMarks">The mark of decimals that the file proves, by field.</param>
public sealed record DryRun(
    ImportCounts Counts, int MissingAccounts, long Problems, IReadOnlyList<RowProblem> FirstProblems, IReadOnlyDictionary<string, string> Mapping,
    IReadOnlyDictionary<string, DecimalMark> DecimalMarks);

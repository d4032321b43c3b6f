using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.Api.Collections.Import;

/// <summary>Reads a started import's file to its end, from wherever it stands, or says what it would do.</summary>
/// <remarks>
/// Chunks are recorded one after the other, each after its rows and its problems are there. Killed anywhere, the next run
/// takes back the notes and problems behind the last recorded chunk and does those rows once more: what was written before
/// is found as it is, so that nothing is doubled and the counts are those of a run that was never broken off.
/// </remarks>
public sealed class PortfolioImporter(
    EventLog log, Aggregates aggregates, CommandRunner runner, NpgsqlDataSource database, ImportReports reports, MissingAccounts missing,
    NaturalKeys keys, RefusalTexts texts, BusinessClock clock, ImportOptions options, ILogger<PortfolioImporter> logger)
{
    /// <summary>Called at the seams of a run, so that a test can break it off there.</summary>
    internal Func<ImportSeam, Task> At { get; init; } = _ => Task.CompletedTask;

    /// <summary>Runs a started import to its end.</summary>
    /// <param name="path">The stored file.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <returns>How it stands now; <c>null</c> when another host is at it.</returns>
    public async Task<PortfolioImport?> Run(
        ImportId id, string path, FileReading reading, CommandOrigin origin, IProgress<ImportPace>? progress, CancellationToken ct)
    {
        await using var only = await ImportLock.Take(database, id, ct);
        if (only is null) return null;

        if ((await aggregates.Load<PortfolioImport>(id.Value, PortfolioImport.Evolve, fresh: true, ct)).State is not { } import) throw new ImportNotStartedException(id);
        if (import.Status is not ImportStatus.Running) return import;
        var (campaign, context) = await Context(id, import.PortfolioId, import.CutOffDate, ct);
        var startedAt = await log.Head(ct);
        try
        {
            using var file = PortfolioFile.Open(path, reading.Format, reading.Mapping, options.Limits);
            var facts = file.Survey(ct);
            var terms = Terms(campaign, context, reading);
            var resolver = new RowResolver(new(file.Mapping, terms, facts.Numbers), keys, context.Country, context.Creditor);
            var writer = new ChunkWriter(log, aggregates, context, origin.Metadata, options.RowsPerAppend);
            await using var rows = await ImportRows.Open(database, id, import.LastLine, ct);
            await reports.ForgetBehind(id, import.LastLine, ct);
            progress?.Report(new(import.Totals, facts.Rows));

            await using var chunks = new ReadAhead(ChunkReader.Read(file.Rows(ct), resolver, import.LastLine, options.RowsPerChunk));
            while (await chunks.Next() is { } chunk)
            {
                var now = campaign.MomentAt(clock.GetUtcNow());
                var good = await Sift(chunk, rows, ct);
                await At(ImportSeam.RowsNoted);
                var decided = await writer.Write(good, now, ct);
                await At(ImportSeam.RowsWritten);
                await reports.Add(id, Problems(chunk, decided), ct);
                await At(ImportSeam.ProblemsWritten);
                import = await Record(id, import.LastLine + 1, chunk[^1].LastLine, Counts(chunk, decided), origin, ct);
                await At(ImportSeam.ChunkRecorded);
                progress?.Report(new(import.Totals, facts.Rows));
            }

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
        using var file = PortfolioFile.Open(path, reading.Format, reading.Mapping, options.Limits);
        var facts = file.Survey(ct);
        var resolver = new RowResolver(new(file.Mapping, Terms(campaign, context, reading), facts.Numbers), keys, context.Country, context.Creditor);
        var writer = new ChunkWriter(log, aggregates, context, EventMetadata.None, options.RowsPerAppend);
        await using var rows = await ImportRows.OpenTemporary(database, id, ct);

        var (counts, found, listed) = (ImportCounts.None, 0L, new List<RowProblem>());
        await using var chunks = new ReadAhead(ChunkReader.Read(file.Rows(ct), resolver, 0, options.RowsPerChunk));
        while (await chunks.Next() is { } chunk)
        {
            var good = await Sift(chunk, rows, ct);
            var decided = await writer.Decide(good, campaign.MomentAt(clock.GetUtcNow()), ct);
            var problems = Problems(chunk, decided);
            found += problems.Count;
            listed.AddRange(problems.Take(mostProblems - listed.Count).Select(problem => problem.Problem));
            counts += Counts(chunk, decided);
            progress?.Report(new(counts, facts.Rows));
        }

        return new(counts, await missing.Count(portfolio.Id, rows, ct), found, listed, file.Mapping.ByName, facts.Numbers.Proven.ToDictionary(pair => pair.Key.Definition().Name, pair => pair.Value));
    }

    /// <summary>The good rows of a chunk that are the first to name their account; the others are reported.</summary>
    private static async Task<List<ResolvedRow>> Sift(IReadOnlyList<ResolvedRow> chunk, ImportRows rows, CancellationToken ct)
    {
        var earlier = await rows.Note(chunk, ct);
        var good = new List<ResolvedRow>(chunk.Count);
        foreach (var row in chunk.Where(row => row.Obligation is not null))
        {
            if (!earlier.TryGetValue(row.Line, out var before))
            {
                good.Add(row);
                continue;
            }

            var (code, reason) = before.IsSame ? Problem.Repeated(before.Line) : Problem.SameAccount(before.Line);
            row.Problems.Add(new(
                row.Line, PortfolioField.Reference.Definition().Header, PortfolioField.Reference, row.Obligation!.Reference, code, Rejects: true, reason));
        }

        return good;
    }

    private List<(RowProblem Problem, Guid? Subject)> Problems(IReadOnlyList<ResolvedRow> chunk, IReadOnlyList<RowDecision> decided)
    {
        var refused = decided.Where(decision => decision.Refusal is not null).ToDictionary(decision => decision.Row.Line, decision => decision.Refusal!);
        var problems = new List<(RowProblem, Guid?)>();
        foreach (var row in chunk)
        {
            problems.AddRange(row.Problems.Select(problem => (problem, row.DebtorId?.Value)));
            if (!refused.TryGetValue(row.Line, out var refusal)) continue;
            var (code, reason) = Problem.Refused(refusal, texts.Spanish(refusal));
            problems.Add((new(row.Line, PortfolioField.Reference.Definition().Header, PortfolioField.Reference, row.Obligation!.Reference, code, Rejects: true, reason), row.DebtorId?.Value));
        }

        return problems;
    }

    /// <summary>Rows that were decided count as decided; those that were not even tried are rejected.</summary>
    private static ImportCounts Counts(IReadOnlyList<ResolvedRow> chunk, IReadOnlyList<RowDecision> decided)
    {
        var counts = decided.Aggregate(ImportCounts.None, (sum, decision) => sum + decision.Counts);
        var rejected = chunk.Count - decided.Count;
        return counts + new ImportCounts(rejected, 0, 0, 0, rejected);
    }

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

    private static Task Expect(CommandOutcome outcome) => outcome is CommandOutcome.Done
        ? Task.CompletedTask
        : throw new InvalidOperationException(outcome is CommandOutcome.Refused refused ? refused.Refusal.Reason : $"The import ended as {outcome.GetType().Name}.");
}

/// <summary>Where a run can be broken off.</summary>
internal enum ImportSeam { RowsNoted, RowsWritten, ProblemsWritten, ChunkRecorded }

/// <summary>How far an import is.</summary>
/// <param name="TotalRows">Rows of the whole file.</param>
public sealed record ImportPace(ImportCounts Counts, int TotalRows);

/// <summary>What an import would do.</summary>
/// <param name="MissingAccounts">Accounts of the portfolio that the file does not name.</param>
/// <param name="Problems">How many there are; <paramref name="FirstProblems"/> lists the first of them.</param>
/// <param name="DecimalMarks">The mark of decimals that the file proves, by field.</param>
public sealed record DryRun(
    ImportCounts Counts, int MissingAccounts, long Problems, IReadOnlyList<RowProblem> FirstProblems, IReadOnlyDictionary<string, string> Mapping,
    IReadOnlyDictionary<string, DecimalMark> DecimalMarks);

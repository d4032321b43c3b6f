using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>Reads the file of a started import of leads to its end, from wherever it stands, or says what it would do.</summary>
public sealed class LeadImporter(
    EventLog log, Aggregates aggregates, CommandRunner runner, ImportRuns runs, LeadWithdrawals withdrawals, NaturalKeys keys, RefusalTexts texts, BusinessClock clock,
    ImportOptions options, ILogger<LeadImporter> logger) : IImportKind
{
    internal const string KindName = "leads";

    public string Kind => KindName;

    public string Command => "ImportLeads";

    /// <summary>Called at the seams of a run, so that a test can break it off there.</summary>
    internal Func<ImportSeam, Task> At { get; init; } = _ => Task.CompletedTask;

    async Task<bool> IImportKind.Run(ImportId id, string path, FileReading reading, CommandOrigin origin, IProgress<ImportPace>? progress, CancellationToken ct) =>
        await Run(id, path, reading, origin, progress, ct) is not null;

    /// <summary>Runs a started import to its end.</summary>
    /// <returns>How it stands now; <c>null</c> when another host is at it.</returns>
    public async Task<LeadImport?> Run(
        ImportId id, string path, FileReading reading, CommandOrigin origin, IProgress<ImportPace>? progress, CancellationToken ct)
    {
        await using var only = await runs.Lock(id, ct);
        if (only is null) return null;

        if ((await aggregates.Load<LeadImport>(id.Value, LeadImport.Evolve, fresh: true, ct)).State is not { } import) throw new ImportNotStartedException(id);
        if (import.Status is not LeadImportStatus.Running) return import;
        var leadBase = await State<LeadBase>(import.BaseId.Value, ct);
        var campaign = await State<Campaign>(import.CampaignId.Value, ct);
        BusinessMoment Now() => campaign.MomentAt(clock.GetUtcNow());
        try
        {
            using var file = ImportFile.Open(path, LeadTemplate.Of(leadBase.Kind), reading.Format, reading.Mapping, options.Limits);
            var facts = file.Survey(ct);
            var run = runs.Of(TaskFor(id, leadBase, campaign, file, facts, reading), file, facts, Now, origin.Metadata, options.LeadsPerAppend);
            await using var rows = await run.Write(id, import.LastLine, import.Totals.Rows, async (lastLine, tally) =>
            {
                await ImportRuns.Expect(await runner.Run<LeadImport>(
                    id.Value, origin, state => RecordLeadChunkHandler.Handle(new(import.LastLine + 1, lastLine, CountsOf(tally)), state!), ct));
                import = await State<LeadImport>(id.Value, ct);
            }, At, progress, ct);

            var withdrawn = import.Complete ? await withdrawals.Write(id, leadBase, rows, Now, origin.Metadata, ct) : 0;
            await ImportRuns.Expect(await runner.Run(origin, async (unit, _) =>
                UnitDecision.For<LeadImport>(id.Value, CompleteLeadImportHandler.Handle(new(withdrawn, Now()), await unit.Require<LeadImport>(id.Value))), ct));
            logger.LogInformation("Import {ImportId} of leads is complete: {Counts}, {Withdrawn} withdrawn", id, import.Totals, withdrawn);
        }
        catch (UnreadableFileException unreadable)
        {
            await ImportRuns.Expect(await runner.Run(origin, async (unit, _) => UnitDecision.For<LeadImport>(
                id.Value, FailLeadImportHandler.Handle(new(unreadable.Line, unreadable.Code, unreadable.Message, Now()), await unit.Require<LeadImport>(id.Value))), ct));
            logger.LogWarning("Import {ImportId} of leads failed at line {Line}: {Code}", id, unreadable.Line, unreadable.Code);
        }

        return await State<LeadImport>(id.Value, ct);
    }

    /// <summary>What the file would do, counted to the last row, with nothing written.</summary>
    public async Task<LeadDryRun> Try(
        string path, FileReading reading, Campaign campaign, LeadBase leadBase, bool complete, int mostProblems, IProgress<ImportPace>? progress, CancellationToken ct)
    {
        using var file = ImportFile.Open(path, LeadTemplate.Of(leadBase.Kind), reading.Format, reading.Mapping, options.Limits);
        var facts = file.Survey(ct);
        var task = TaskFor(new(Guid.CreateVersion7()), leadBase, campaign, file, facts, reading);
        await using var tried = await runs.Of(task, file, facts, () => campaign.MomentAt(clock.GetUtcNow()), EventMetadata.None, options.LeadsPerAppend).Try(mostProblems, progress, ct);
        return new(
            CountsOf(tried.Tally), complete ? await LeadWithdrawals.Count(leadBase, tried.Rows, ct) : 0, tried.Problems, tried.FirstProblems, file.Mapping.ByName, facts.Numbers.ProvenByName);
    }

    /// <summary>How a file is understood: columns, formats, first rows, and what is wrong with them.</summary>
    public FilePreview Preview(string path, FileReading reading, Campaign campaign, LeadBase leadBase, CancellationToken ct)
    {
        using var file = ImportFile.Open(path, LeadTemplate.Of(leadBase.Kind), reading.Format, reading.Mapping, options.Limits);
        var facts = file.Survey(ct);
        var reader = Reader(leadBase, campaign, file, facts, reading);
        return FilePreview.Of(file, facts, row => reader.Read(row).Problems, ct);
    }

    private LeadTask TaskFor(ImportId id, LeadBase leadBase, Campaign campaign, ImportFile file, FileFacts facts, FileReading reading) =>
        new(log, id, leadBase, texts, Reader(leadBase, campaign, file, facts, reading));

    private LeadRowReader Reader(LeadBase leadBase, Campaign campaign, ImportFile file, FileFacts facts, FileReading reading) =>
        new(file.Mapping, new(leadBase.Id, leadBase.Kind, leadBase.Country, campaign.Currency, reading.DecimalMark), facts.Numbers, keys);

    private static LeadCounts CountsOf(ImportTally tally) => new(tally.Rows, tally.Added, tally.Changed, tally.Unchanged, tally.Rejected);

    private async Task<T> State<T>(Guid id, CancellationToken ct) where T : class, IAggregate<T> =>
        (await aggregates.Load<T>(id, T.Evolve, fresh: true, ct)).State ?? throw new InvalidOperationException($"There is no {typeof(T).Name} {id}.");
}

/// <summary>What an import of leads would do.</summary>
/// <param name="Withdrawn">Leads of the base that the file does not name any more.</param>
/// <param name="Problems">How many there are; <paramref name="FirstProblems"/> lists the first of them.</param>
/// <param name="DecimalMarks">The mark of decimals that the file proves, by field.</param>
public sealed record LeadDryRun(
    LeadCounts Counts, int Withdrawn, long Problems, IReadOnlyList<RowProblem> FirstProblems, IReadOnlyDictionary<string, string> Mapping,
    IReadOnlyDictionary<string, DecimalMark> DecimalMarks);

using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales.Files;

/// <summary>
/// Files that are done while their sender waits: plans, and the operator's activations. Each row is whole or not at all and, done before, is found as it is: a file that
/// was broken off or is sent again is read from its beginning and doubles nothing, so that it needs no record of its own.
/// </summary>
public sealed class SalesFiles(
    EventLog log, Aggregates aggregates, ImportRuns runs, ImportReports reports, UploadStore uploads, NaturalKeys keys, RefusalTexts texts, BusinessClock clock, ImportOptions options)
{
    /// <summary>Rows of a file; more are sent in several.</summary>
    public const int MostRows = 50_000;

    /// <summary>Problems that are answered; all of them are counted.</summary>
    public const int MostProblems = 2_000;

    /// <param name="write">Otherwise nothing is written.</param>
    /// <returns><c>null</c>: the same file is being read by somebody else.</returns>
    public Task<SalesFileAnswer?> Plans(SalesFile asked, bool write, CommandOrigin origin, CancellationToken ct) =>
        Run<PlanFileRow>("plans", PlanField.Template, asked, write, origin, (campaign, file, facts) => Task.FromResult<IImportTask<PlanFileRow>>(new PlanTask(
            log, campaign, origin.Actor, asked.FileName, texts,
            new(file.Mapping, campaign.Id, campaign.Currency, asked.Reading.DecimalMark, facts.Numbers, keys))), ct);

    /// <inheritdoc cref="Plans"/>
    public Task<SalesFileAnswer?> Activations(SalesFile asked, bool write, CommandOrigin origin, CancellationToken ct) =>
        Run<ActivationRow>("activations", ActivationField.Template, asked, write, origin, async (campaign, file, _) =>
        {
            var terms = await State<SalesTerms>(keys.SalesPolicy(campaign.Id), ct) ?? SalesTerms.Default(campaign.Id);
            return new ActivationTask(log, campaign, terms.Policy.Operator, keys, texts, file.Mapping);
        }, ct);

    private async Task<SalesFileAnswer?> Run<TRow>(
        string kind, ImportTemplate template, SalesFile asked, bool write, CommandOrigin origin, Func<Campaign, ImportFile, FileFacts, Task<IImportTask<TRow>>> taskOf, CancellationToken ct)
        where TRow : class, IImportRow
    {
        var path = uploads.Find(asked.Upload) ?? throw new FileNotFoundException("The file was not uploaded.");
        var campaign = await State<Campaign>(asked.CampaignId.Value, ct) ?? throw new InvalidOperationException("There is no such campaign.");
        using var file = ImportFile.Open(path, template, asked.Reading.Format, asked.Reading.Mapping, options.Limits);
        var facts = file.Survey(ct);
        if (facts.Rows > MostRows)
            throw UnreadableFileException.Of("import.too-many-rows", 0, $"The file has {facts.Rows} rows; send {MostRows} at once at most.", $"El archivo tiene {facts.Rows} filas; envíe {MostRows} a la vez como máximo.");

        var run = runs.Of(await taskOf(campaign, file, facts), file, facts, () => campaign.MomentAt(clock.GetUtcNow()), origin.Metadata, options.RowsPerAppend);
        if (!write)
        {
            await using var tried = await run.Try(MostProblems, null, ct);
            return new(SalesFileCounts.Of(tried.Tally), tried.Problems, [.. tried.FirstProblems.Select(problem => SalesFileRow.Of(problem))], file.Mapping.ByName, facts.Numbers.ProvenByName);
        }

        var id = keys.SalesFile(kind, campaign.Id, asked.Upload);
        await using var only = await runs.Lock(id, ct);
        if (only is null) return null;

        var total = default(ImportTally);
        await using var rows = await run.Write(id, 0, 0, (_, tally) =>
        {
            total += tally;
            return Task.CompletedTask;
        }, _ => Task.CompletedTask, null, ct);
        var problems = await reports.Page(id, null, MostProblems, personal: true, ct);
        return new(
            SalesFileCounts.Of(total), await reports.Count(id, ct),
            [.. problems.Select(problem => new SalesFileRow(problem.Line, problem.Column, problem.Field, problem.Value, problem.Code, problem.Rejects, problem.Reason))],
            file.Mapping.ByName, facts.Numbers.ProvenByName);
    }

    private async Task<T?> State<T>(Guid id, CancellationToken ct) where T : class, IAggregate<T> => (await aggregates.Load<T>(id, T.Evolve, fresh: true, ct)).State;
}

/// <summary>A stored file and the campaign it is about.</summary>
/// <param name="Upload">The hash that sending it answered.</param>
public sealed record SalesFile(CampaignId CampaignId, string Upload, string FileName, FileReading Reading);

/// <summary>What became of a file, or would.</summary>
/// <param name="Problems">How many there are; <paramref name="Rows"/> lists the first of them.</param>
/// <param name="Mapping">Column of the file by field.</param>
/// <param name="DecimalMarks">The mark of decimals that the file proves, by field.</param>
public sealed record SalesFileAnswer(
    SalesFileCounts Counts, long Problems, IReadOnlyList<SalesFileRow> Rows, IReadOnlyDictionary<string, string> Mapping, IReadOnlyDictionary<string, DecimalMark> DecimalMarks);

/// <summary>Rows by what became of them; they add up to the rows read.</summary>
public sealed record SalesFileCounts(int Rows, int Added, int Changed, int Unchanged, int Rejected)
{
    internal static SalesFileCounts Of(ImportTally tally) => new(tally.Rows, tally.Added, tally.Changed, tally.Unchanged, tally.Rejected);
}

/// <summary>Something wrong with a row.</summary>
/// <param name="Column">The file's header; <c>null</c>: the row as a whole.</param>
/// <param name="Rejects">Whether the row is left out.</param>
public sealed record SalesFileRow(int Line, string? Column, string? Field, string? Value, string Code, bool Rejects, Bilingual Reason)
{
    internal static SalesFileRow Of(RowProblem problem) => new(problem.Line, problem.Column, problem.FieldName, problem.ShownValue, problem.Code, problem.Rejects, problem.Reason);
}

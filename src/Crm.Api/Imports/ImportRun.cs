using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.Api.Imports;

/// <summary>Reads the rows of a file in chunks to its end, from wherever an import stands.</summary>
/// <remarks>
/// Chunks are recorded one after the other, each after its rows and its problems are there. Killed anywhere, the next run
/// takes back the notes and problems behind the last recorded chunk and does those rows once more: what was written before
/// is found as it is, so that nothing is doubled and the counts are those of a run that was never broken off.
/// </remarks>
public sealed class ImportRuns(EventLog log, Aggregates aggregates, NpgsqlDataSource database, WorkLocks locks, ImportReports reports, ImportOptions options)
{
    /// <summary>The right to run an import; <c>null</c> when another host has it.</summary>
    internal Task<IAsyncDisposable?> Lock(ImportId id, CancellationToken ct) => locks.Take(id.Value, ct);

    /// <summary>A command that a run gives is not refused: where it is, the run stands still and says so.</summary>
    internal static Task Expect(CommandOutcome outcome) => outcome is CommandOutcome.Done
        ? Task.CompletedTask
        : throw new InvalidOperationException(outcome is CommandOutcome.Refused refused ? refused.Refusal.Reason : $"The import ended as {outcome.GetType().Name}.");

    /// <param name="now">The campaign's wall clock, asked once a chunk.</param>
    /// <param name="rowsPerAppend">Rows that go to the database together.</param>
    internal ImportRun<TRow> Of<TRow>(IImportTask<TRow> task, ImportFile file, FileFacts facts, Func<BusinessMoment> now, EventMetadata metadata, int rowsPerAppend)
        where TRow : class, IImportRow =>
        new(task, file, facts, now, new(log, aggregates, task, metadata, rowsPerAppend), database, reports, options);
}

internal sealed class ImportRun<TRow>(
    IImportTask<TRow> task, ImportFile file, FileFacts facts, Func<BusinessMoment> now, ChunkWriter<TRow> writer, NpgsqlDataSource database, ImportReports reports,
    ImportOptions options)
    where TRow : class, IImportRow
{
    /// <summary>Writes all rows behind a line.</summary>
    /// <param name="behindLine">Rows up to this line are done.</param>
    /// <param name="rowsDone">How many those are, for the progress.</param>
    /// <param name="record">States a chunk as done: its last line and what became of its rows.</param>
    /// <param name="at">Called at the seams, so that a test can break it off there.</param>
    /// <returns>The records that the file names; to be disposed of by the caller.</returns>
    public async Task<ImportRows> Write(
        ImportId id, int behindLine, int rowsDone, Func<int, ImportTally, Task> record, Func<ImportSeam, Task> at, IProgress<ImportPace>? progress, CancellationToken ct)
    {
        var rows = await ImportRows.Open(database, id, behindLine, ct);
        try
        {
            await reports.ForgetBehind(id, behindLine, ct);
            progress?.Report(new(rowsDone, facts.Rows));
            await using var chunks = new ReadAhead<TRow>(ChunkReader.Read(file.Rows(ct), task.Resolve, behindLine, options.RowsPerChunk));
            while (await chunks.Next() is { } chunk)
            {
                var moment = now();
                var good = await Sift(chunk, rows, ct);
                await at(ImportSeam.RowsNoted);
                var decided = await writer.Write(good, moment, ct);
                await at(ImportSeam.RowsWritten);
                await reports.Add(id, Problems(chunk, decided), ct);
                await at(ImportSeam.ProblemsWritten);
                await record(chunk[^1].LastLine, Count(chunk, decided));
                await at(ImportSeam.ChunkRecorded);
                progress?.Report(new(rowsDone += chunk.Count, facts.Rows));
            }

            return rows;
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the rows would come to, counted to the last one, with nothing written.</summary>
    /// <param name="mostProblems">How many problems to list; all are counted.</param>
    /// <returns>The records that the file names come with it; to be disposed of by the caller.</returns>
    public async Task<TriedRows> Try(int mostProblems, IProgress<ImportPace>? progress, CancellationToken ct)
    {
        var rows = await ImportRows.OpenTemporary(database, new(Guid.CreateVersion7()), ct);
        try
        {
            var (tally, found, listed) = (default(ImportTally), 0L, new List<RowProblem>());
            await using var chunks = new ReadAhead<TRow>(ChunkReader.Read(file.Rows(ct), task.Resolve, 0, options.RowsPerChunk));
            while (await chunks.Next() is { } chunk)
            {
                var good = await Sift(chunk, rows, ct);
                var decided = await writer.Decide(good, now(), ct);
                var problems = Problems(chunk, decided);
                found += problems.Count;
                listed.AddRange(problems.Take(mostProblems - listed.Count).Select(problem => problem.Problem));
                tally += Count(chunk, decided);
                progress?.Report(new(tally.Rows, facts.Rows));
            }

            return new(tally, found, listed, rows);
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>The good rows of a chunk that are the first to name their record; the others are reported.</summary>
    private async Task<List<TRow>> Sift(IReadOnlyList<TRow> chunk, ImportRows rows, CancellationToken ct)
    {
        var earlier = await rows.Note(chunk, ct);
        var good = new List<TRow>(chunk.Count);
        foreach (var row in chunk.Where(row => row.IsGood))
        {
            if (earlier.TryGetValue(row.Line, out var before)) row.Problems.Add(task.Repeated(row, before));
            else good.Add(row);
        }

        return good;
    }

    private List<(RowProblem Problem, Guid? Subject)> Problems(IReadOnlyList<TRow> chunk, IReadOnlyList<DecidedRow<TRow>> decided)
    {
        var refused = decided.Where(decision => decision.Refusal is not null).ToDictionary(decision => decision.Row.Line, decision => decision.Refusal!);
        var problems = new List<(RowProblem, Guid?)>();
        foreach (var row in chunk)
        {
            problems.AddRange(row.Problems.Select(problem => (problem, row.Subject)));
            if (refused.TryGetValue(row.Line, out var refusal)) problems.Add((task.Refused(row, refusal), row.Subject));
        }

        return problems;
    }

    /// <summary>Rows that were decided count as decided; those that were not even tried are rejected.</summary>
    private static ImportTally Count(IReadOnlyList<TRow> chunk, IReadOnlyList<DecidedRow<TRow>> decided) =>
        decided.Aggregate(ImportTally.OfRejected(chunk.Count - decided.Count), (sum, decision) => sum + decision.Tally);
}

/// <summary>Where a run can be broken off.</summary>
internal enum ImportSeam { RowsNoted, RowsWritten, ProblemsWritten, ChunkRecorded }

/// <param name="Problems">How many there are; <paramref name="FirstProblems"/> lists the first of them.</param>
/// <param name="Rows">The records that the file names.</param>
internal sealed record TriedRows(ImportTally Tally, long Problems, IReadOnlyList<RowProblem> FirstProblems, ImportRows Rows) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Rows.DisposeAsync();
}

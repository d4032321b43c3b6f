using Crm.Domain.Kernel;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Api.Imports;

/// <summary>Writes the rows of a chunk: each one whole or not at all, many in a round trip, and again those that met a conflict.</summary>
internal sealed class ChunkWriter<TRow>(EventLog log, Aggregates aggregates, IImportTask<TRow> task, EventMetadata metadata, int rowsPerAppend)
    where TRow : class, IImportRow
{
    private const int Tries = 8;

    /// <summary>What the rows come to, without writing anything.</summary>
    public async Task<IReadOnlyList<DecidedRow<TRow>>> Decide(IReadOnlyList<TRow> rows, BusinessMoment now, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var decisions = await task.Load(rows, ct);
        return [.. rows.Select(row => decisions.Decide(row, now))];
    }

    /// <summary>Writes the rows; all of them are done or refused when it returns.</summary>
    public async Task<IReadOnlyList<DecidedRow<TRow>>> Write(IReadOnlyList<TRow> rows, BusinessMoment now, CancellationToken ct)
    {
        var done = new List<DecidedRow<TRow>>(rows.Count);
        var open = rows;
        for (var attempt = 1; open.Count > 0; attempt++)
        {
            var again = new List<TRow>();
            var decisions = await task.Load(open, ct);
            // While one slice is being committed the next one is decided, encrypted and queued behind it.
            Task<IReadOnlyList<(DecidedRow<TRow> Row, AppendOutcome Outcome)>>? inFlight = null;
            foreach (var slice in open.Chunk(rowsPerAppend))
            {
                var decided = slice.Select(row => decisions.Decide(row, now)).ToList();
                done.AddRange(decided.Where(row => row.Appends.Count == 0));
                var sending = Send([.. decided.Where(row => row.Appends.Count > 0)], ct);
                if (inFlight is not null) Settle(await inFlight, done, again);
                inFlight = sending;
            }

            if (inFlight is not null) Settle(await inFlight, done, again);
            if (attempt == Tries && again.Count > 0) throw new ImportContendedException(again.Count);
            open = again;
        }

        return done;
    }

    private async Task<IReadOnlyList<(DecidedRow<TRow> Row, AppendOutcome Outcome)>> Send(IReadOnlyList<DecidedRow<TRow>> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var outcomes = await log.AppendMany([.. rows.Select(row => new AppendUnit(metadata, row.Appends))], ct);
        // Cached states of these streams are overtaken; their versions would tell, after a lost round trip.
        foreach (var append in rows.SelectMany(row => row.Appends)) aggregates.Forget(append.StreamId);
        return [.. rows.Select((row, i) => (row, outcomes[i]))];
    }

    private static void Settle(IReadOnlyList<(DecidedRow<TRow> Row, AppendOutcome Outcome)> rows, List<DecidedRow<TRow>> done, List<TRow> again)
    {
        foreach (var (row, outcome) in rows)
        {
            if (outcome is AppendOutcome.Appended) done.Add(row);
            else again.Add(row.Row);
        }
    }
}

/// <summary>Rows met conflicts again and again; the import goes on with them when it is resumed.</summary>
public sealed class ImportContendedException(int rows) : Exception($"{rows} rows kept meeting changes made at the same time.");

using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Api.Collections.Import;

/// <summary>Writes the rows of a chunk: each one whole or not at all, many in a round trip, and again those that met a conflict.</summary>
internal sealed class ChunkWriter(EventLog log, Aggregates aggregates, ImportContext import, EventMetadata metadata, int rowsPerAppend)
{
    private const int Tries = 8;

    private static readonly string DebtorStream = SnakeCase.Of(nameof(Debtor)), AccountStream = SnakeCase.Of(nameof(DebtAccount));

    /// <summary>What the rows come to, without writing anything.</summary>
    public async Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ResolvedRow> rows, BusinessMoment now, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var states = await StreamStates.Load(log, rows, ct);
        return [.. rows.Select(row => Decide(row, states, now).Decision)];
    }

    /// <summary>Writes the rows; all of them are done or refused when it returns.</summary>
    public async Task<IReadOnlyList<RowDecision>> Write(IReadOnlyList<ResolvedRow> rows, BusinessMoment now, CancellationToken ct)
    {
        var done = new List<RowDecision>(rows.Count);
        var open = rows;
        for (var attempt = 1; open.Count > 0; attempt++)
        {
            var again = new List<ResolvedRow>();
            var states = await StreamStates.Load(log, open, ct);
            // While one slice is being committed the next one is decided, encrypted and queued behind it.
            Task<IReadOnlyList<(RowDecision Decision, AppendOutcome Outcome)>>? inFlight = null;
            foreach (var slice in open.Chunk(rowsPerAppend))
            {
                var decided = slice.Select(row => Decide(row, states, now)).ToList();
                done.AddRange(decided.Where(row => row.Unit is null).Select(row => row.Decision));
                var sending = Send([.. decided.Where(row => row.Unit is not null)], ct);
                if (inFlight is not null) Settle(await inFlight, done, again);
                inFlight = sending;
            }

            if (inFlight is not null) Settle(await inFlight, done, again);
            if (attempt == Tries && again.Count > 0) throw new ImportContendedException(again.Count);
            open = again;
        }

        return done;
    }

    private async Task<IReadOnlyList<(RowDecision Decision, AppendOutcome Outcome)>> Send(IReadOnlyList<(RowDecision Decision, AppendUnit? Unit)> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var outcomes = await log.AppendMany([.. rows.Select(row => row.Unit!)], ct);
        Forget(rows.Select(row => row.Decision));
        return [.. rows.Select((row, i) => (row.Decision, outcomes[i]))];
    }

    private static void Settle(IReadOnlyList<(RowDecision Decision, AppendOutcome Outcome)> rows, List<RowDecision> done, List<ResolvedRow> again)
    {
        foreach (var (decision, outcome) in rows)
        {
            if (outcome is AppendOutcome.Appended) done.Add(decision);
            else again.Add(decision.Row);
        }
    }

    private (RowDecision Decision, AppendUnit? Unit) Decide(ResolvedRow row, StreamStates states, BusinessMoment now)
    {
        var (debtorId, debtor, debtorVersion) = states.Debtor(row.DebtorId!.Value);
        var (account, accountVersion) = states.Account(row.AccountId!.Value);
        var decision = RowDecision.Of(row, import, now, debtorId, debtor, account);
        if (!decision.Appends) return (decision, null);

        states.Apply(decision);
        var appends = new List<StreamAppend>(2);
        if (decision.DebtorEvents.Count > 0) appends.Add(new(debtorId.Value, DebtorStream, debtorVersion, decision.DebtorEvents));
        if (decision.AccountEvents.Count > 0) appends.Add(new(decision.AccountId.Value, AccountStream, accountVersion, decision.AccountEvents));
        return (decision, new(metadata, appends));
    }

    /// <summary>Cached states of these streams are overtaken; their versions would tell, after a lost round trip.</summary>
    private void Forget(IEnumerable<RowDecision> decisions)
    {
        foreach (var decision in decisions)
        {
            aggregates.Forget(decision.DebtorId.Value);
            aggregates.Forget(decision.AccountId.Value);
        }
    }
}

/// <summary>Rows met conflicts again and again; the import goes on with them when it is resumed.</summary>
public sealed class ImportContendedException(int rows) : Exception($"{rows} rows kept meeting changes made at the same time.");

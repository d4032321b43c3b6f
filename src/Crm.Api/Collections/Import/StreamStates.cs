using Crm.Api.Imports;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Api.Collections.Import;

/// <summary>The debtors and accounts of a chunk, read in one round trip, and what the rows of the chunk make of them.</summary>
internal sealed class StreamStates(ImportContext import) : IRowDecisions<ResolvedRow>
{
    private static readonly string DebtorStream = SnakeCase.Of(nameof(Domain.Collections.Debtors.Debtor)), AccountStream = SnakeCase.Of(nameof(DebtAccount));

    private readonly Dictionary<Guid, (Debtor? State, long Version)> _debtors = [];
    private readonly Dictionary<Guid, (DebtAccount? State, long Version)> _accounts = [];

    public static async Task<StreamStates> Load(EventLog log, ImportContext import, IReadOnlyCollection<ResolvedRow> rows, CancellationToken ct)
    {
        var states = new StreamStates(import);
        foreach (var row in rows)
        {
            states._debtors[row.DebtorId!.Value.Value] = (null, 0);
            states._accounts[row.AccountId!.Value.Value] = (null, 0);
        }

        var wanted = states._debtors.Keys.Concat(states._accounts.Keys).ToList();
        while (wanted.Count > 0)
        {
            foreach (var recorded in await log.ReadStreams(wanted, ct)) states.Fold(recorded);
            // A record whose place another one has taken: the rows of the file still bear its document.
            wanted = [.. states._debtors.Values.Select(debtor => debtor.State?.MovedTo?.Value).OfType<Guid>().Where(id => !states._debtors.ContainsKey(id)).Distinct()];
            foreach (var id in wanted) states._debtors[id] = (null, 0);
        }

        return states;
    }

    public DecidedRow<ResolvedRow> Decide(ResolvedRow row, BusinessMoment now)
    {
        var (debtorId, debtor, debtorVersion) = Debtor(row.DebtorId!.Value);
        var (account, accountVersion) = Account(row.AccountId!.Value);
        var decision = RowDecision.Of(row, import, now, debtorId, debtor, account);
        var counts = decision.Counts;
        var tally = new ImportTally(counts.Rows, counts.Placed, counts.Adjusted, counts.Unchanged, counts.Rejected);
        if (!decision.Appends) return new(row, [], tally, decision.Refusal);

        Apply(decision);
        var appends = new List<StreamAppend>(2);
        if (decision.DebtorEvents.Count > 0) appends.Add(new(debtorId.Value, DebtorStream, debtorVersion, decision.DebtorEvents));
        if (decision.AccountEvents.Count > 0) appends.Add(new(decision.AccountId.Value, AccountStream, accountVersion, decision.AccountEvents));
        return new(row, appends, tally, null);
    }

    /// <summary>The debtor a document leads to, over all records that were moved to another one.</summary>
    private (DebtorId Id, Debtor? State, long Version) Debtor(DebtorId id)
    {
        for (var steps = 0; steps < 100 && _debtors[id.Value].State?.MovedTo is { } to; steps++) id = to;
        var (state, version) = _debtors[id.Value];
        return (id, state, version);
    }

    private (DebtAccount? State, long Version) Account(AccountId id) => _accounts[id.Value];

    /// <summary>Takes a row's events as appended: the next row of the same debtor stands on them.</summary>
    private void Apply(RowDecision decision)
    {
        var (debtor, debtorVersion) = _debtors[decision.DebtorId.Value];
        foreach (var @event in decision.DebtorEvents) debtor = Domain.Collections.Debtors.Debtor.Evolve(debtor, @event);
        _debtors[decision.DebtorId.Value] = (debtor, debtorVersion + decision.DebtorEvents.Count);

        var (account, accountVersion) = _accounts[decision.AccountId.Value];
        foreach (var @event in decision.AccountEvents) account = DebtAccount.Evolve(account, @event);
        _accounts[decision.AccountId.Value] = (account, accountVersion + decision.AccountEvents.Count);
    }

    private void Fold(Recorded recorded)
    {
        if (_debtors.TryGetValue(recorded.StreamId, out var debtor))
            _debtors[recorded.StreamId] = (Domain.Collections.Debtors.Debtor.Evolve(debtor.State, recorded.Data), recorded.Version);
        else if (_accounts.TryGetValue(recorded.StreamId, out var account))
            _accounts[recorded.StreamId] = (DebtAccount.Evolve(account.State, recorded.Data), recorded.Version);
    }
}

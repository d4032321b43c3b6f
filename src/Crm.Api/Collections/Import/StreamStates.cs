using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Collections.Import;

/// <summary>The debtors and accounts of a chunk, read in one round trip, and what the rows of the chunk make of them.</summary>
internal sealed class StreamStates
{
    private readonly Dictionary<Guid, (Debtor? State, long Version)> _debtors = [];
    private readonly Dictionary<Guid, (DebtAccount? State, long Version)> _accounts = [];

    public static async Task<StreamStates> Load(EventLog log, IReadOnlyCollection<ResolvedRow> rows, CancellationToken ct)
    {
        var states = new StreamStates();
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

    /// <summary>The debtor a document leads to, over all records that were moved to another one.</summary>
    public (DebtorId Id, Debtor? State, long Version) Debtor(DebtorId id)
    {
        for (var steps = 0; steps < 100 && _debtors[id.Value].State?.MovedTo is { } to; steps++) id = to;
        var (state, version) = _debtors[id.Value];
        return (id, state, version);
    }

    public (DebtAccount? State, long Version) Account(AccountId id) => _accounts[id.Value];

    /// <summary>Takes a row's events as appended: the next row of the same debtor stands on them.</summary>
    public void Apply(RowDecision decision)
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

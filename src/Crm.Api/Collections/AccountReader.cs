using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Collections;

/// <summary>States of accounts and campaigns as decisions would see them now, for quotes and previews.</summary>
public sealed class AccountReader(Aggregates aggregates)
{
    /// <summary>An account within a scope; <c>null</c>: there is none for the caller.</summary>
    public async Task<DebtAccount?> Load(AccountId id, CallerScope scope, CancellationToken ct) =>
        (await aggregates.Load<DebtAccount>(id.Value, DebtAccount.Evolve, fresh: true, ct)).State is { } account
        && scope.Reaches(account.CampaignId, account.TeamId, account.AgentId)
            ? account
            : null;

    /// <summary>A campaign that something belongs to.</summary>
    public async Task<Campaign> Campaign(CampaignId id, CancellationToken ct) =>
        (await aggregates.Load<Campaign>(id.Value, Domain.Campaigns.Campaign.Evolve, fresh: true, ct)).State
        ?? throw new InvalidOperationException($"There is no campaign {id}.");
}

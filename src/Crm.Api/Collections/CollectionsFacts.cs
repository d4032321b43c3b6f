using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Api.Collections;

/// <summary>
/// What a decision of Collections is told: the campaign's terms, its wall clock, who acts, for which team and with which authority.
/// Assembled here and nowhere else.
/// </summary>
public sealed class CollectionsFacts(Workplaces workplaces, DebtorReach debtors)
{
    /// <summary>An account within the reach of the caller; beyond it, it does not exist for him.</summary>
    public async Task<DebtAccount> Account(CommandUnit unit, AccountId id, CommandContext context)
    {
        var account = await unit.Require<DebtAccount>(id.Value);
        return context.Scope.Reaches(account.CampaignId, account.TeamId, account.AgentId) ? account : throw new StreamMissingException(id.Value);
    }

    /// <summary>A debtor within the reach of the caller: registered for his campaign, or with an account that he reaches.</summary>
    public async Task<Debtor> Debtor(CommandUnit unit, DebtorId id, CommandContext context, CancellationToken ct)
    {
        var debtor = await unit.Require<Debtor>(id.Value);
        return context.Scope.Reaches(debtor.CampaignId) || await debtors.HasAccountWithin(id, context.Scope, ct) ? debtor : throw new StreamMissingException(id.Value);
    }

    /// <summary>Every account of a debtor, for what moves all of them.</summary>
    public async Task<IReadOnlyList<DebtAccount>> AccountsOf(CommandUnit unit, DebtorId id, CancellationToken ct)
    {
        var accounts = new List<DebtAccount>();
        foreach (var account in await debtors.AccountsOf(id, ct)) accounts.Add(await unit.Require<DebtAccount>(account));
        return accounts;
    }

    /// <summary>The campaign's facts for a caller. The decision falls when the campaign moves before it is written.</summary>
    public async Task<CampaignFacts> Campaign(CommandUnit unit, CampaignId id, CommandContext context, CancellationToken ct)
    {
        var place = await workplaces.Of(unit, id, context, ct);
        return new(place.Campaign, place.Now, new(id, place.TeamId, place.Actor), IsSupervisor(context, id));
    }

    /// <summary>The campaign's facts for what nobody does: the agenda, a policy, a gateway.</summary>
    public async Task<CampaignFacts> Campaign(CommandUnit unit, CampaignId id)
    {
        var place = await workplaces.Of(unit, id);
        return new(place.Campaign, place.Now, new(id, null, null), BySupervisor: false);
    }

    /// <summary>Who works where, whatever the room.</summary>
    public Workplaces Places => workplaces;

    /// <summary>The instant on the business clock.</summary>
    public DateTimeOffset Now => workplaces.Now;

    // A supervisor is who may approve agreements of the campaign: it is a permission, not a title.
    private static bool IsSupervisor(CommandContext context, CampaignId campaign) => context.ScopeOf(Permission.AgreementsApprove).Reaches(campaign);
}

/// <param name="Now">The business clock at the campaign's wall.</param>
/// <param name="Work">Who acts, and for which team.</param>
/// <param name="BySupervisor">Whether he may go beyond an agent's terms.</param>
public sealed record CampaignFacts(Campaign Campaign, BusinessMoment Now, Work Work, bool BySupervisor)
{
    public ContactRules ContactRules => new(
        Campaign.ContactPolicy.Value, Campaign.ContactPolicy.Version, Campaign.Calendar.Value, Campaign.Zone, Campaign.Status is not CampaignStatus.Active);

    public AttemptRules AttemptRules => new(ContactRules, Campaign.Dispositions.Version, Campaign.Dispositions.Value);

    public CampaignRules Rules => new(Campaign.CollectionPolicy.Value, Campaign.CollectionPolicy.Version, Campaign.Calendar.Value);
}

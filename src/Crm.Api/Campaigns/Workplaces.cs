using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Campaigns;

/// <summary>The campaign a command is about, its wall clock, and who acts there for which team: what every room's decisions are told.</summary>
public sealed class Workplaces(BusinessClock clock, Aggregates aggregates)
{
    /// <summary>The instant on the business clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>For a caller. The decision falls when the campaign moves before it is written.</summary>
    public async Task<Workplace> Of(CommandUnit unit, CampaignId id, CommandContext context, CancellationToken ct)
    {
        var campaign = await unit.Require<Campaign>(id.Value);
        var now = clock.GetUtcNow();
        return new(campaign, campaign.MomentAt(now), await TeamOf(context.Actor, id, now, ct), context.Actor);
    }

    /// <summary>For what nobody does: the agenda, a policy, a gateway.</summary>
    public async Task<Workplace> Of(CommandUnit unit, CampaignId id)
    {
        var campaign = await unit.Require<Campaign>(id.Value);
        return new(campaign, campaign.MomentAt(clock.GetUtcNow()), null, null);
    }

    /// <summary>The team in which somebody works for a campaign; <c>null</c>: none.</summary>
    public Task<TeamId?> TeamOf(UserId user, CampaignId campaign, CancellationToken ct) => TeamOf(user, campaign, clock.GetUtcNow(), ct);

    /// <summary>Whether a person works for a campaign at all.</summary>
    public async Task<bool> WorksFor(UserId user, CampaignId campaign, CancellationToken ct) =>
        (await aggregates.Load<User>(user.Value, User.Evolve, fresh: false, ct)).State is { Status: UserStatus.Active } known
        && known.GrantsAt(clock.GetUtcNow()).Any(grant => grant.CampaignId is null || grant.CampaignId == campaign);

    private async Task<TeamId?> TeamOf(UserId user, CampaignId campaign, DateTimeOffset now, CancellationToken ct) =>
        (await aggregates.Load<User>(user.Value, User.Evolve, fresh: false, ct)).State?.GrantsAt(now)
            .FirstOrDefault(grant => grant.CampaignId == campaign && grant.TeamId is not null)?.TeamId;
}

/// <param name="Now">The business clock at the campaign's wall.</param>
/// <param name="TeamId">The team for which <paramref name="Actor"/> acts; <c>null</c>: none.</param>
/// <param name="Actor">Who acts; <c>null</c>: the system itself.</param>
public sealed record Workplace(Campaign Campaign, BusinessMoment Now, TeamId? TeamId, UserId? Actor);

using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Identity.Agents;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Identity.Agents;

/// <summary>The commands on agents' states and working days; for the API, the pages and the agenda alike.</summary>
public sealed class AgentUnits(NaturalKeys keys, BusinessClock clock, Aggregates aggregates)
{
    public Guid IdOf(UserId user) => keys.Derive("agent", user.ToString());

    /// <summary>Begins the day for a campaign; a person who works for one only need not say which.</summary>
    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> ClockIn(UserId userId, CampaignId? campaignId, Reaching reaches) => async (unit, _) =>
    {
        var user = await unit.Require<User>(userId.Value);
        var now = clock.GetUtcNow();
        var agent = await unit.Load<Agent>(IdOf(userId));
        if (WorkOf(user, campaignId, now) is not { } work || (await unit.Load<Campaign>(work.CampaignId.Value)) is not { } campaign)
        {
            reaches.RequireUser(user);
            return Decided(userId, Decision.Refuse("identity.campaign-not-his", "He does not work for that campaign, or for several: name one of his.", "campaignId"));
        }

        reaches.Require(work, userId);
        return Decided(userId, ClockInHandler.Handle(new(work, campaign.MomentAt(now)), agent, userId));
    };

    /// <summary>Any other command: on an agent who has clocked in at least once.</summary>
    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Of(UserId userId, Reaching reaches, Func<Agent, BusinessMoment, Decision> decide) => async (unit, ct) =>
    {
        if (await unit.Load<Agent>(IdOf(userId)) is not { } agent)
        {
            reaches.RequireUser(await unit.Require<User>(userId.Value));
            return Decided(userId, Decision.Refuse("identity.not-clocked-in", "He has not clocked in."));
        }

        reaches.Require(agent.Work, userId);
        // The clock of the campaign he works for; a moment old is good enough for its zone.
        var campaign = (await aggregates.Load<Campaign>(agent.Work.CampaignId.Value, Campaign.Evolve, fresh: false, ct)).State!;
        return Decided(userId, decide(agent, campaign.MomentAt(clock.GetUtcNow())));
    };

    /// <summary>Given by the agenda at the end of the date.</summary>
    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Close(Guid agentId) => async (unit, _) =>
        UnitDecision.For<Agent>(agentId, CloseWorkDayHandler.Handle(new(clock.GetUtcNow()), await unit.Require<Agent>(agentId)));

    private UnitDecision Decided(UserId user, Decision decision) => UnitDecision.For<Agent>(IdOf(user), decision);

    private static Work? WorkOf(User user, CampaignId? asked, DateTimeOffset now)
    {
        var grants = user.GrantsAt(now).ToList();
        if (asked is { } campaign)
        {
            var held = grants.FirstOrDefault(grant => grant.CampaignId == campaign) ?? grants.FirstOrDefault(grant => grant.CampaignId is null);
            return held is null ? null : new(campaign, held.CampaignId is null ? null : held.TeamId, user.Id);
        }

        return grants.DistinctBy(grant => grant.CampaignId).ToList() is [{ CampaignId: { } only } grant] ? new(only, grant.TeamId, user.Id) : null;
    }
}

/// <summary>How far whoever gives the command reaches; beyond it there is no such agent.</summary>
public sealed record Reaching(CallerScope Scope)
{
    internal void Require(Work work, UserId user)
    {
        if (!Scope.Reaches(work.CampaignId, work.TeamId, user)) throw new StreamMissingException(user.Value);
    }

    internal void RequireUser(User user) => UserReach.Require(Scope, user);
}

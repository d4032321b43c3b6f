using Crm.Domain.Identity.Agents;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Identity;

/// <summary>Who is there at this moment and takes work: what a supervisor watches and what work is routed by.</summary>
public sealed class AgentBoard() : StreamProjection<AgentOnBoard>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AgentBecameAvailable), typeof(AgentBecameBusy), typeof(AgentBecameFree), typeof(AgentTookBreak), typeof(AgentWentOffline),
        typeof(WorkDayStarted), typeof(WorkPauseStarted), typeof(WorkPauseEnded), typeof(WorkDayEnded),
    ];

    public override AgentOnBoard? Evolve(AgentOnBoard? row, Recorded recorded)
    {
        // The fold of the stream itself: what others see is what decisions stand on.
        var agent = Agent.Evolve(row?.Agent, recorded.Data);
        if (agent is null) return null;

        var since = row is null || row.State != agent.State || row.OnPause != (agent.Day?.Pause is not null) ? recorded.Timestamp.ToUniversalTime() : row.Since;
        return new(agent.Id, agent.Work.CampaignId, agent.Work.TeamId, agent.State, since, agent.Day is not null, agent.Day?.Pause is not null, Utc(agent));
    }

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("user_id", "userId").Text("state", "state").Index(["campaign_id", "state", "id"]).Index(["user_id"]);

    private static Agent Utc(Agent agent) => agent.Day is not { } day ? agent : agent with
    {
        Day = day with
        {
            StartedAt = day.StartedAt.ToUniversalTime(),
            ClosesAt = day.ClosesAt.ToUniversalTime(),
            Pause = day.Pause is { } pause ? pause with { Since = pause.Since.ToUniversalTime() } : null,
        },
    };
}

/// <param name="Since">When he came into this state, UTC.</param>
/// <param name="Working">His day is open.</param>
public sealed record AgentOnBoard(
    UserId UserId, CampaignId CampaignId, TeamId? TeamId, AgentState State, DateTimeOffset Since, bool Working, bool OnPause, Agent Agent)
{
    /// <summary>Whether work may be given to him: he is available and his day runs.</summary>
    public bool TakesWork => State is AgentState.Available && Working && !OnPause;
}

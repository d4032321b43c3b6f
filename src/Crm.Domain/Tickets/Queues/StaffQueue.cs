using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Queues;

/// <summary>Have a team work for the queue.</summary>
/// <param name="CampaignId">The team's campaign.</param>
/// <param name="TeamExists">Whether that campaign has it and it was not dissolved.</param>
public sealed record AddQueueTeam(CampaignId CampaignId, TeamId TeamId, bool TeamExists, UserId? By);

public static class AddQueueTeamHandler
{
    public static Decision Handle(AddQueueTeam command, Queue queue) =>
        queue.Teams.Any(team => team.TeamId == command.TeamId) ? Decision.AlreadySo
        : !command.TeamExists ? Decision.Refuse("tickets.team-unknown", "The campaign has no such team.", "teamId")
        : queue.CampaignId is { } campaign && campaign != command.CampaignId
            ? Decision.Refuse("tickets.team-of-another-campaign", "A campaign's queue is worked by its own teams.", "teamId")
        : Decision.Append(new QueueTeamAdded(queue.Id, command.CampaignId, command.TeamId, command.By));
}

public sealed record RemoveQueueTeam(TeamId TeamId, UserId? By);

public static class RemoveQueueTeamHandler
{
    public static Decision Handle(RemoveQueueTeam command, Queue queue) => queue.Teams.Any(team => team.TeamId == command.TeamId)
        ? Decision.Append(new QueueTeamRemoved(queue.Id, command.TeamId, command.By))
        : Decision.AlreadySo;
}

/// <summary>It takes no new tickets.</summary>
public sealed record CloseQueue(string Reason, UserId? By);

public static class CloseQueueHandler
{
    public static Decision Handle(CloseQueue command, Queue queue) =>
        queue.Closed ? Decision.AlreadySo
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("tickets.text-missing", "Something has to be said.", "reason")
        : Decision.Append(new QueueClosed(queue.Id, command.Reason.Trim(), command.By));
}

public sealed record ReopenQueue(UserId? By);

public static class ReopenQueueHandler
{
    public static Decision Handle(ReopenQueue command, Queue queue) => queue.Closed ? Decision.Append(new QueueReopened(queue.Id, command.By)) : Decision.AlreadySo;
}

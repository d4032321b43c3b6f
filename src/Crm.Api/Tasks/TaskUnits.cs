using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;

namespace Crm.Api.Tasks;

/// <summary>Commands on one task, within the caller's reach and with his authority.</summary>
public sealed class TaskUnits(Workplaces places)
{
    public Task<IResult> Change(Guid id, CommandContext context, Commands commands, Func<TodoTask, TaskActor, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var task = await Within(unit, id, context);
            return UnitDecision.For<TodoTask>(id, decide(task, Actor(task, context)));
        }, ct);

    /// <summary>A task within the caller's reach; beyond it, it does not exist for him.</summary>
    public async Task<TodoTask> Within(CommandUnit unit, Guid id, CommandContext context)
    {
        var task = await unit.Require<TodoTask>(id);
        return Reaches(context.Scope, task.CampaignId, task.TeamId, task.AssigneeId) ? task : throw new StreamMissingException(id);
    }

    /// <summary>A supervisor is who may delete tasks of the campaign: it is a permission, not a title.</summary>
    public TaskActor Actor(TodoTask task, CommandContext context)
    {
        var over = context.ScopeOf(Permission.TasksDelete);
        return new(context.Actor, task.CampaignId is { } campaign ? over.Reaches(campaign) : over.All, places.Now);
    }

    public static bool Reaches(CallerScope scope, CampaignId? campaign, TeamId? team, UserId? assignee) =>
        campaign is { } its ? scope.Reaches(its, team, assignee) : scope.All || (team is { } of && scope.Teams.Contains(of)) || (scope.Own && assignee == scope.UserId);

    /// <summary>Why a task cannot be this person's or this team's; <c>null</c>: it can.</summary>
    public static async Task<Decision?> Fits(Campaign? campaign, UserId? assignee, TeamId? team, Workplaces places, CancellationToken ct)
    {
        if (campaign is null) return null;
        if (assignee is { } person && !await places.WorksFor(person, campaign.Id, ct)) return Decision.Refuse("tasks.assignee-not-in-campaign", "The person does not work for the campaign.", "assigneeId");
        return team is { } its && campaign.Teams.All(known => known.Id != its || known.Dissolved) ? Decision.Refuse("tasks.team-not-of-campaign", "The campaign has no such team.", "teamId") : null;
    }
}

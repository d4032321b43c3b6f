using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Projections.Tasks;
using FluentValidation;

namespace Crm.Api.Tasks;

/// <summary>Small things to do: write down, begin, hand over, put off, do, call off.</summary>
public static class TaskEndpoints
{
    public static void MapTaskCommands(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapGroup("/api/tasks").WithTags("Tasks");

        tasks.MapPost("/", Create)
            .WithName("CreateTask").WithSummary("Write down something to do, for oneself or for somebody of the campaign")
            .WithExample(new CreateTaskRequest("Send the settlement letter", new(Examples.Campaign), new(Examples.Agent), DueAt: new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero), DebtorId: new(Examples.Debtor)))
            .Produces<CommandAnswer>(StatusCodes.Status201Created).RequirePermission(Permission.TasksCreate);
        tasks.MapPost("/{id:guid}/start", Start)
            .WithName("StartTask").WithSummary("Begin with it; one that nobody has becomes the caller's").Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapPost("/{id:guid}/assign", Assign)
            .WithName("AssignTask").WithSummary("It is somebody else's, or a team's, from now on").WithExample(new AssignTaskRequest(new(Examples.Agent), new(Examples.Team)))
            .Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapPost("/{id:guid}/snooze", Snooze)
            .WithName("SnoozeTask").WithSummary("Another time; reminders begin anew").WithExample(new SnoozeTaskRequest(new(2026, 11, 25, 15, 0, 0, TimeSpan.Zero), "He asked for it"))
            .Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapPost("/{id:guid}/prioritize", Prioritize)
            .WithName("PrioritizeTask").WithSummary("More or less urgent than it was").WithExample(new PrioritizeTaskRequest(TaskPriority.Urgent))
            .Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapPost("/{id:guid}/comments", Comment)
            .WithName("CommentTask").WithSummary("Say something about it").WithExample(new CommentTaskRequest("Nobody answers; try again in the evening"))
            .Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapPost("/{id:guid}/complete", Complete)
            .WithName("CompleteTask").WithSummary("It is done; done twice is done").WithExample(new CompleteTaskRequest("Sent by e-mail"))
            .Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapPost("/{id:guid}/cancel", Cancel)
            .WithName("CancelTask").WithSummary("It has not to be done any more").WithExample(new ReasonRequest("He paid"))
            .Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapPost("/{id:guid}/reopen", Reopen)
            .WithName("ReopenTask").WithSummary("It was not done after all").WithExample(new ReasonRequest("The letter came back"))
            .Produces<CommandAnswer>().RequirePermission(Permission.TasksUpdate);
        tasks.MapGet("/{id:guid}", Show)
            .WithName("GetTask").WithSummary("A task with what was said about it").Produces<TaskItem>()
            .Reads<TasksTray>().RecordsReads(AccessKind.Tray).RequirePermission(Permission.TasksRead);
    }

    internal static Task<IResult> Create(
        CreateTaskRequest body, CommandContext context, Commands commands, Workplaces places, DebtorReach debtors, CancellationToken ct)
    {
        var id = new TodoTaskId(body.TaskId ?? Guid.CreateVersion7());
        return commands.Handle(context, async (unit, _) =>
        {
            var place = await places.Of(unit, body.CampaignId, context, ct);
            UserId? assignee = body.ForTeam ? null : body.AssigneeId ?? context.Actor;
            var team = body.TeamId;
            if (!context.Scope.Reaches(body.CampaignId, team, assignee)) throw new StreamMissingException(body.CampaignId.Value);
            if (body.DebtorId is { } debtor)
            {
                var known = await unit.Require<Debtor>(debtor.Value);
                var reach = context.ScopeOf(Permission.CustomersRead);
                if (!reach.Reaches(known.CampaignId) && !await debtors.HasAccountWithin(debtor, reach, ct)) throw new StreamMissingException(debtor.Value);
            }

            var task = await unit.Load<TodoTask>(id.Value);
            var decision = await TaskUnits.Fits(place.Campaign, assignee, team, places, ct) ?? CreateTaskHandler.Handle(
                new(id, body.CampaignId, team ?? (assignee is { } one ? await places.TeamOf(one, body.CampaignId, ct) : null), assignee, body.DebtorId?.Value ?? context.Actor.Value,
                    body.DebtorId, body.Title, body.Description, TaskTrigger.Person, null, body.Priority,
                    [.. body.DebtorId is { } about ? [new TaskLink(TaskLinkKind.Debtor, about.Value)] : Array.Empty<TaskLink>(), .. body.Links ?? []], body.DueAt, context.Actor, place.Now),
                task);
            return UnitDecision.For<TodoTask>(id.Value, decision);
        }, ct);
    }

    internal static Task<IResult> Start(Guid id, TaskUnits units, CommandContext context, Commands commands, CancellationToken ct) =>
        units.Change(id, context, commands, (task, actor) => StartTaskHandler.Handle(new(actor), task), ct);

    internal static Task<IResult> Snooze(Guid id, SnoozeTaskRequest body, TaskUnits units, CommandContext context, Commands commands, CancellationToken ct) =>
        units.Change(id, context, commands, (task, actor) => SnoozeTaskHandler.Handle(new(body.DueAt, body.Reason, actor), task), ct);

    internal static Task<IResult> Prioritize(Guid id, PrioritizeTaskRequest body, TaskUnits units, CommandContext context, Commands commands, CancellationToken ct) =>
        units.Change(id, context, commands, (task, actor) => PrioritizeTaskHandler.Handle(new(body.Priority, actor), task), ct);

    internal static Task<IResult> Comment(Guid id, CommentTaskRequest body, TaskUnits units, CommandContext context, Commands commands, CancellationToken ct)
    {
        var comment = body.CommentId ?? Guid.CreateVersion7();
        return units.Change(id, context, commands, (task, actor) => CommentTaskHandler.Handle(new(comment, body.Text, actor), task), ct);
    }

    internal static Task<IResult> Complete(Guid id, CompleteTaskRequest body, TaskUnits units, CommandContext context, Commands commands, CancellationToken ct) =>
        units.Change(id, context, commands, (task, actor) => CompleteTaskHandler.Handle(new(body.Notes, actor), task), ct);

    internal static Task<IResult> Cancel(Guid id, ReasonRequest body, TaskUnits units, CommandContext context, Commands commands, CancellationToken ct) =>
        units.Change(id, context, commands, (task, actor) => CancelTaskHandler.Handle(new(body.Reason, actor), task), ct);

    internal static Task<IResult> Reopen(Guid id, ReasonRequest body, TaskUnits units, CommandContext context, Commands commands, CancellationToken ct) =>
        units.Change(id, context, commands, (task, actor) => ReopenTaskHandler.Handle(new(body.Reason, actor), task), ct);

    internal static Task<IResult> Assign(Guid id, AssignTaskRequest body, TaskUnits units, CommandContext context, Commands commands, Workplaces places, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var task = await units.Within(unit, id, context);
            var campaign = task.CampaignId is { } its ? await unit.Require<Campaign>(its.Value) : null;
            return UnitDecision.For<TodoTask>(id, await TaskUnits.Fits(campaign, body.AssigneeId, body.TeamId, places, ct)
                ?? AssignTaskHandler.Handle(new(body.AssigneeId, body.TeamId ?? task.TeamId, units.Actor(task, context)), task));
        }, ct);

    internal static async Task<IResult> Show(Guid id, CommandContext context, ViewReader views, Problems problems, CancellationToken ct) =>
        await views.Find<TasksTray, TaskItem>(id, ct) is { } task && TaskUnits.Reaches(context.Scope, task.CampaignId, task.TeamId, task.AssigneeId) ? TypedResults.Ok(task) : problems.NotFound();
}

/// <param name="AssigneeId">Left out: the caller, unless it is for a team.</param>
/// <param name="ForTeam">Whoever of <paramref name="TeamId"/>, or of the campaign, takes it.</param>
/// <param name="DueAt">When, as an instant; left out: some time.</param>
/// <param name="DebtorId">Whom it is about.</param>
/// <param name="TaskId">Made by the caller, so that hearing the command twice writes it down once.</param>
public sealed record CreateTaskRequest(
    string Title, CampaignId CampaignId, UserId? AssigneeId = null, TeamId? TeamId = null, bool ForTeam = false, string? Description = null,
    TaskPriority Priority = TaskPriority.Medium, DateTimeOffset? DueAt = null, DebtorId? DebtorId = null, IReadOnlyList<TaskLink>? Links = null, Guid? TaskId = null);

public sealed record AssignTaskRequest(UserId? AssigneeId = null, TeamId? TeamId = null);

public sealed record SnoozeTaskRequest(DateTimeOffset DueAt, string? Reason = null);

public sealed record PrioritizeTaskRequest(TaskPriority Priority);

/// <param name="CommentId">Made by the caller, so that hearing the command twice says it once.</param>
public sealed record CommentTaskRequest(string Text, Guid? CommentId = null);

public sealed record CompleteTaskRequest(string? Notes = null);

public sealed class CreateTaskRequestValidator : AbstractValidator<CreateTaskRequest>
{
    public CreateTaskRequestValidator()
    {
        RuleFor(request => request.Title).NotEmpty().MaximumLength(CreateTaskHandler.MaxTitle);
        RuleFor(request => request.Description).MaximumLength(CreateTaskHandler.MaxText);
        RuleFor(request => request.AssigneeId).Null().When(request => request.ForTeam).WithMessage("A task for a team has no assignee.");
    }
}

public sealed class SnoozeTaskRequestValidator : AbstractValidator<SnoozeTaskRequest>
{
    public SnoozeTaskRequestValidator() => RuleFor(request => request.Reason).MaximumLength(500);
}

public sealed class CommentTaskRequestValidator : AbstractValidator<CommentTaskRequest>
{
    public CommentTaskRequestValidator() => RuleFor(request => request.Text).NotEmpty().MaximumLength(CreateTaskHandler.MaxText);
}

public sealed class CompleteTaskRequestValidator : AbstractValidator<CompleteTaskRequest>
{
    public CompleteTaskRequestValidator() => RuleFor(request => request.Notes).MaximumLength(CreateTaskHandler.MaxText);
}

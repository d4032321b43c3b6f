using Crm.Domain.Kernel;

namespace Crm.Domain.Tasks.TodoTasks;

/// <summary>Something somebody has to do, as far as decisions ask about it.</summary>
/// <param name="Zone">Its wall clock.</param>
public sealed record TodoTask(
    TodoTaskId Id, CampaignId? CampaignId, TeamId? TeamId, UserId? AssigneeId, Guid SubjectId, UserId? CreatedBy, string Zone, TaskPriority Priority, BusinessMoment? Due)
    : IAggregate<TodoTask>
{
    private const int MaxComments = 50;

    public TaskState State { get; init; } = TaskState.Pending;

    /// <summary>UTC instants of reminders that were not raised yet, earliest first.</summary>
    public IReadOnlyList<DateTimeOffset> RemindAt { get; init; } = [];

    /// <summary>Whether that it fell due was stated, since it is due then.</summary>
    public bool FellDue { get; init; }

    /// <summary>The latest comments' ids.</summary>
    public IReadOnlyList<Guid> Comments { get; init; } = [];

    public bool IsOpen => State is TaskState.Pending or TaskState.InProgress;

    public static TodoTask? Evolve(TodoTask? task, object @event) => @event switch
    {
        TaskCreated e => new(e.TaskId, e.CampaignId, e.TeamId, e.AssigneeId, e.SubjectId, e.By, e.Moment.Zone, e.Priority, e.Due) { RemindAt = e.RemindAt },
        TaskStarted => task! with { State = TaskState.InProgress },
        TaskAssigned e => task! with { AssigneeId = e.NewAssigneeId, TeamId = e.NewTeamId },
        TaskSnoozed e => task! with { Due = e.NewDue, RemindAt = e.RemindAt, FellDue = false },
        TaskReminded e => task! with { RemindAt = [.. task!.RemindAt.Where(at => at != e.At)] },
        TaskFellDue => task! with { FellDue = true, RemindAt = [] },
        TaskPriorityChanged e => task! with { Priority = e.NewPriority },
        TaskCommented e => task! with { Comments = [.. task!.Comments.TakeLast(MaxComments - 1), e.CommentId] },
        TaskCompleted => task! with { State = TaskState.Completed },
        TaskCancelled => task! with { State = TaskState.Cancelled },
        TaskReopened e => task! with { State = TaskState.InProgress, RemindAt = e.RemindAt },
        _ => task,
    };

    /// <summary>Its own people: who has to do it, who wrote it down, whoever reaches it while nobody has it, and supervisors.</summary>
    internal Refusal? RefuseUnless(TaskActor actor) =>
        actor.BySupervisor || AssigneeId is null || actor.By is null || actor.By == AssigneeId || actor.By == CreatedBy
            ? null
            : TaskRefusals.Of("tasks.task-of-another", "Only its assignee, who wrote it down or a supervisor may do this.", [], ("assigneeId", AssigneeId));

    internal Refusal? RefuseWhenOver() => IsOpen
        ? null
        : TaskRefusals.Of("tasks.task-over", $"The task is {(State is TaskState.Cancelled ? "cancelled" : "completed")}.", [], ("state", State));
}

public enum TaskState { Pending, InProgress, Completed, Cancelled }

/// <summary>Who acts, and when at the task's wall clock.</summary>
/// <param name="By">The person; <c>null</c>: the system itself.</param>
/// <param name="BySupervisor">Whether he may act on others' tasks.</param>
public sealed record TaskActor(UserId? By, bool BySupervisor, DateTimeOffset Now);

internal static class TaskRefusals
{
    public static Refusal Of(string code, string reason, IReadOnlyList<string> fields, params IReadOnlyList<(string Name, object? Value)> figures) =>
        new(code, reason, fields) { Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value) };

    public static Refusal? Without(string? reason) => string.IsNullOrWhiteSpace(reason) ? Of("tasks.reason-missing", "Say why.", ["reason"]) : null;
}

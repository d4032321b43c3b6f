using Crm.Domain.Kernel;

namespace Crm.Domain.Tasks.TodoTasks;

/// <summary>Begin with it; one that nobody has becomes the beginner's.</summary>
public sealed record StartTask(TaskActor Actor);

public static class StartTaskHandler
{
    public static Decision Handle(StartTask command, TodoTask task)
    {
        if (task.RefuseUnless(command.Actor) is { } another) return Decision.Refuse(another);
        if (task.State is TaskState.InProgress) return Decision.AlreadySo;
        if (task.RefuseWhenOver() is { } over) return Decision.Refuse(over);

        var now = BusinessMoment.Of(command.Actor.Now, task.Zone);
        var started = new TaskStarted(task.Id, command.Actor.By, now);
        return task.AssigneeId is null && command.Actor.By is { } taker
            ? Decision.Append(new TaskAssigned(task.Id, null, taker, task.TeamId, task.TeamId, taker, now), started)
            : Decision.Append(started);
    }
}

/// <param name="AssigneeId">Who has to do it now; <c>null</c>: whoever of the team takes it.</param>
public sealed record AssignTask(UserId? AssigneeId, TeamId? TeamId, TaskActor Actor);

public static class AssignTaskHandler
{
    public static Decision Handle(AssignTask command, TodoTask task)
    {
        if (task.RefuseUnless(command.Actor) is { } another) return Decision.Refuse(another);
        if (task.RefuseWhenOver() is { } over) return Decision.Refuse(over);
        return task.AssigneeId == command.AssigneeId && task.TeamId == command.TeamId
            ? Decision.AlreadySo
            : Decision.Append(new TaskAssigned(
                task.Id, task.AssigneeId, command.AssigneeId, task.TeamId, command.TeamId, command.Actor.By, BusinessMoment.Of(command.Actor.Now, task.Zone)));
    }
}

/// <summary>Another time, and perhaps why.</summary>
public sealed record SnoozeTask(DateTimeOffset DueAt, string? Reason, TaskActor Actor);

public static class SnoozeTaskHandler
{
    public static Decision Handle(SnoozeTask command, TodoTask task)
    {
        if (task.RefuseUnless(command.Actor) is { } another) return Decision.Refuse(another);
        if (task.RefuseWhenOver() is { } over) return Decision.Refuse(over);
        if (task.Due?.At == command.DueAt) return Decision.AlreadySo;
        if (TaskTimes.Refuse(command.DueAt, command.Actor.Now) is { } due) return Decision.Refuse(due);

        var moved = BusinessMoment.Of(command.DueAt, task.Zone);
        return Decision.Append(new TaskSnoozed(
            task.Id, task.Due, moved, TaskTimes.RemindAt(moved, command.Actor.Now), TaskTexts.Of(command.Reason), command.Actor.By, BusinessMoment.Of(command.Actor.Now, task.Zone)));
    }
}

public sealed record PrioritizeTask(TaskPriority Priority, TaskActor Actor);

public static class PrioritizeTaskHandler
{
    public static Decision Handle(PrioritizeTask command, TodoTask task)
    {
        if (task.RefuseUnless(command.Actor) is { } another) return Decision.Refuse(another);
        if (task.RefuseWhenOver() is { } over) return Decision.Refuse(over);
        return task.Priority == command.Priority
            ? Decision.AlreadySo
            : Decision.Append(new TaskPriorityChanged(task.Id, task.Priority, command.Priority, command.Actor.By, BusinessMoment.Of(command.Actor.Now, task.Zone)));
    }
}

/// <summary>Say something about it, also when it is over.</summary>
/// <param name="CommentId">Made by the caller; hearing the command again with it says nothing twice.</param>
public sealed record CommentTask(Guid CommentId, string Text, TaskActor Actor);

public static class CommentTaskHandler
{
    public static Decision Handle(CommentTask command, TodoTask task) =>
        task.Comments.Contains(command.CommentId) ? Decision.AlreadySo
        : string.IsNullOrWhiteSpace(command.Text) ? Decision.Refuse("tasks.comment-missing", "Say something.", "text")
        : TaskTexts.Refuse(command.Text, "text") is { } refusal ? Decision.Refuse(refusal)
        : Decision.Append(new TaskCommented(task.Id, task.SubjectId, command.CommentId, command.Text.Trim(), command.Actor.By, BusinessMoment.Of(command.Actor.Now, task.Zone)));
}

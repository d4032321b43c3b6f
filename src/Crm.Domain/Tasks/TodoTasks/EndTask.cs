using Crm.Domain.Kernel;

namespace Crm.Domain.Tasks.TodoTasks;

/// <summary>It is done; done twice is done.</summary>
public sealed record CompleteTask(string? Notes, TaskActor Actor);

public static class CompleteTaskHandler
{
    public static Decision Handle(CompleteTask command, TodoTask task)
    {
        if (task.RefuseUnless(command.Actor) is { } another) return Decision.Refuse(another);
        if (task.State is TaskState.Completed) return Decision.AlreadySo;
        if ((task.RefuseWhenOver() ?? TaskTexts.Refuse(command.Notes, "notes")) is { } refusal) return Decision.Refuse(refusal);

        return Decision.Append(new TaskCompleted(
            task.Id, task.SubjectId, TaskTexts.Of(command.Notes), Late: task.Due?.At < command.Actor.Now, command.Actor.By, BusinessMoment.Of(command.Actor.Now, task.Zone)));
    }
}

/// <summary>It has not to be done any more.</summary>
public sealed record CancelTask(string Reason, TaskActor Actor);

public static class CancelTaskHandler
{
    public static Decision Handle(CancelTask command, TodoTask task)
    {
        if (task.RefuseUnless(command.Actor) is { } another) return Decision.Refuse(another);
        if (task.State is TaskState.Cancelled) return Decision.AlreadySo;
        if ((task.RefuseWhenOver() ?? TaskRefusals.Without(command.Reason)) is { } refusal) return Decision.Refuse(refusal);

        return Decision.Append(new TaskCancelled(task.Id, command.Reason.Trim(), command.Actor.By, BusinessMoment.Of(command.Actor.Now, task.Zone)));
    }
}

/// <summary>It was not done after all: by who wrote it down or a supervisor.</summary>
public sealed record ReopenTask(string Reason, TaskActor Actor);

public static class ReopenTaskHandler
{
    public static Decision Handle(ReopenTask command, TodoTask task)
    {
        if (!command.Actor.BySupervisor && command.Actor.By != task.CreatedBy)
            return Decision.Refuse("tasks.reopen-not-allowed", "Only who wrote it down or a supervisor opens it again.");
        if (task.IsOpen) return Decision.AlreadySo;
        if (task.State is TaskState.Cancelled) return Decision.Refuse(task.RefuseWhenOver()!);
        if (TaskRefusals.Without(command.Reason) is { } without) return Decision.Refuse(without);

        return Decision.Append(new TaskReopened(
            task.Id, command.Reason.Trim(), TaskTimes.RemindAt(task.Due, command.Actor.Now), command.Actor.By, BusinessMoment.Of(command.Actor.Now, task.Zone)));
    }
}

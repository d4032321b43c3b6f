using Crm.Domain.Kernel;

namespace Crm.Domain.Tasks.TodoTasks;

/// <summary>The agenda says that a reminder's instant has come.</summary>
/// <param name="At">UTC: the one it was set for.</param>
public sealed record RemindTask(DateTimeOffset At, DateTimeOffset Now);

public static class RemindTaskHandler
{
    public static Decision Handle(RemindTask command, TodoTask task)
    {
        if (!task.IsOpen || task.Due is not { } due || !task.RemindAt.Contains(command.At)) return Decision.AlreadySo;
        return command.Now < command.At
            ? Decision.Refuse(TaskRefusals.Of("tasks.reminder-not-due", "The instant of the reminder has not come.", [], ("at", command.At)))
            : Decision.Append(new TaskReminded(task.Id, command.At, task.CampaignId, task.TeamId, task.AssigneeId, due));
    }
}

/// <summary>The agenda says that it is due.</summary>
public sealed record LetTaskFallDue(DateTimeOffset Now);

public static class LetTaskFallDueHandler
{
    public static Decision Handle(LetTaskFallDue command, TodoTask task)
    {
        if (!task.IsOpen || task.Due is not { } due || task.FellDue) return Decision.AlreadySo;
        return command.Now < due.At
            ? Decision.Refuse(TaskRefusals.Of("tasks.task-not-due", "It is not due yet.", [], ("due", due.At)))
            : Decision.Append(new TaskFellDue(task.Id, task.CampaignId, task.TeamId, task.AssigneeId, due));
    }
}

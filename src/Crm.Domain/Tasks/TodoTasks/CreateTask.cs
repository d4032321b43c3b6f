using Crm.Domain.Kernel;

namespace Crm.Domain.Tasks.TodoTasks;

/// <summary>Write down something to do.</summary>
/// <param name="TaskId">Made by the caller or derived from the cause; hearing the command again with it writes down no second one.</param>
/// <param name="SubjectId">The person it is about, or who writes it down.</param>
public sealed record CreateTask(
    TodoTaskId TaskId, CampaignId? CampaignId, TeamId? TeamId, UserId? AssigneeId, Guid SubjectId, DebtorId? DebtorId, string? Title, string? Description, TaskTrigger Trigger,
    Guid? CauseId, TaskPriority Priority, IReadOnlyList<TaskLink> Links, DateTimeOffset? DueAt, UserId? By, BusinessMoment Now);

public static class CreateTaskHandler
{
    public const int MaxTitle = 200, MaxText = 4_000, MaxLinks = 10;

    public static Decision Handle(CreateTask command, TodoTask? task)
    {
        if (task is not null) return Decision.AlreadySo;
        if (command.Trigger is TaskTrigger.Person && string.IsNullOrWhiteSpace(command.Title)) return Decision.Refuse("tasks.title-missing", "Say what is to be done.", "title");
        if (command.Title?.Length > MaxTitle)
            return Decision.Refuse(TaskRefusals.Of("tasks.title-too-long", $"A title has {MaxTitle} characters at most.", ["title"], ("most", MaxTitle), ("length", command.Title.Length)));
        if (TaskTexts.Refuse(command.Description, "description") is { } text) return Decision.Refuse(text);
        if (command.Links.Count > MaxLinks)
            return Decision.Refuse(TaskRefusals.Of("tasks.too-many-links", $"A task is about {MaxLinks} things at most.", ["links"], ("most", MaxLinks)));
        if (TaskTimes.Refuse(command.DueAt, command.Now.At) is { } due) return Decision.Refuse(due);

        var dueAt = command.DueAt is { } at ? BusinessMoment.Of(at, command.Now.Zone) : null;
        return Decision.Append(new TaskCreated(
            command.TaskId, command.CampaignId, command.TeamId, command.AssigneeId, command.SubjectId, command.DebtorId, TaskTexts.Of(command.Title), TaskTexts.Of(command.Description),
            command.Trigger, command.CauseId, command.Priority, [.. command.Links.Distinct()], dueAt, TaskTimes.RemindAt(dueAt, command.Now.At), command.By, command.Now));
    }
}

internal static class TaskTexts
{
    public static string? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static Refusal? Refuse(string? text, string field) => text?.Length > CreateTaskHandler.MaxText
        ? TaskRefusals.Of("tasks.text-too-long", $"A text has {CreateTaskHandler.MaxText} characters at most.", [field], ("most", CreateTaskHandler.MaxText), ("length", text.Length))
        : null;
}

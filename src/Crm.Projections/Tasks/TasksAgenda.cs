using System.Text.Json;
using Crm.Domain.Tasks.TodoTasks;
using Crm.EventStore.Agenda;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tasks;

/// <summary>The reminders of open tasks and their due instants: a rebuild loses none and repeats none.</summary>
public sealed class TasksAgenda() : AgendaProjection(version: 1)
{
    /// <summary><c>RemindTask</c> on the task, for the first instant of its <see cref="TaskSchedule"/>.</summary>
    public const string Reminder = "task_reminder";

    /// <summary><c>LetTaskFallDue</c> on the task.</summary>
    public const string Due = "task_due";

    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(TaskCreated), typeof(TaskSnoozed), typeof(TaskReminded), typeof(TaskFellDue), typeof(TaskCompleted), typeof(TaskCancelled), typeof(TaskReopened)];

    public override IEnumerable<string> Keys(Recorded recorded) => [$"{Reminder}:{recorded.StreamId}", $"{Due}:{recorded.StreamId}"];

    // A task that is over sleeps: it may be opened again and is due when it was.
    public override AgendaItem? Evolve(string key, AgendaItem? item, Recorded recorded)
    {
        var before = item is null ? null : TaskSchedule.Read(item);
        var schedule = recorded.Data switch
        {
            TaskCreated { Due: { } due } e => new TaskSchedule(due.At, e.RemindAt, Over: false, Fell: false),
            TaskSnoozed e => new TaskSchedule(e.NewDue.At, e.RemindAt, Over: false, Fell: false),
            _ when before is null => null,
            TaskReminded e => before with { RemindAt = [.. before.RemindAt.Where(at => at != e.At)] },
            TaskFellDue => before with { Fell = true, RemindAt = [] },
            TaskCompleted or TaskCancelled => before with { Over = true },
            TaskReopened e => before with { Over = false, RemindAt = e.RemindAt },
            _ => before,
        };
        if (schedule is null) return null;

        var isReminder = key.StartsWith(Reminder, StringComparison.Ordinal);
        DateTimeOffset? next = schedule.Over ? null : isReminder ? schedule.RemindAt.Select(at => (DateTimeOffset?)at).FirstOrDefault() : schedule.Fell ? null : schedule.DueAt;
        return new(key, (next ?? Collections.Agenda.AgendaKinds.Asleep).ToUniversalTime(), isReminder ? Reminder : Due, recorded.StreamId, schedule.Write());
    }
}

/// <summary>What the agenda keeps of a task.</summary>
/// <param name="RemindAt">UTC instants that were not raised yet, earliest first.</param>
/// <param name="Over">Completed or cancelled.</param>
/// <param name="Fell">That it is due was stated.</param>
public sealed record TaskSchedule(DateTimeOffset DueAt, IReadOnlyList<DateTimeOffset> RemindAt, bool Over, bool Fell)
{
    public static TaskSchedule Read(AgendaItem item) => JsonSerializer.Deserialize<TaskSchedule>(item.Detail!, JsonSerializerOptions.Web)!;

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

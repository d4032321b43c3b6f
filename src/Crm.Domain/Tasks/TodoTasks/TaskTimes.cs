using Crm.Domain.Kernel;

namespace Crm.Domain.Tasks.TodoTasks;

/// <summary>When a task may be due, and when somebody is reminded of it.</summary>
public static class TaskTimes
{
    public const int MaxDaysAhead = 366;

    /// <summary>Before it is due; that it is due is a fact of its own.</summary>
    public static readonly IReadOnlyList<TimeSpan> Before = [TimeSpan.FromHours(24), TimeSpan.FromHours(1)];

    /// <summary>UTC instants, earliest first. Those that are over are never raised: a task for this afternoon reminds an hour before.</summary>
    public static IReadOnlyList<DateTimeOffset> RemindAt(BusinessMoment? due, DateTimeOffset now) =>
        due is null ? [] : [.. Before.Select(before => due.At - before).Where(at => at > now).Order()];

    internal static Refusal? Refuse(DateTimeOffset? dueAt, DateTimeOffset now) => dueAt is { } at && (at <= now || at > now.AddDays(MaxDaysAhead))
        ? TaskRefusals.Of("tasks.due-out-of-range", $"A task is due after now and within {MaxDaysAhead} days.", ["dueAt"], ("due", at), ("most", MaxDaysAhead))
        : null;
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Tasks.TodoTasks;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.
// By is who did it; null: the system itself.

/// <summary>Somebody has something to do.</summary>
/// <param name="CampaignId">The campaign it is for; <c>null</c>: the installation.</param>
/// <param name="AssigneeId">Who has to do it; <c>null</c>: whoever of the team or campaign takes it.</param>
/// <param name="SubjectId">The person it is about, or who wrote it down; its texts are kept under his key.</param>
/// <param name="DebtorId">The same person, where he is a debtor.</param>
/// <param name="Title"><c>null</c> where a reaction wrote it down: then <paramref name="Trigger"/> says what it is.</param>
/// <param name="CauseId">The event that caused it; <c>null</c>: a person.</param>
/// <param name="Links">What it is about.</param>
/// <param name="Due">By when, with its wall clock; <c>null</c>: some time.</param>
/// <param name="RemindAt">UTC instants of reminders that are still to come, earliest first.</param>
public sealed record TaskCreated(
    TodoTaskId TaskId, CampaignId? CampaignId, TeamId? TeamId, UserId? AssigneeId, Guid SubjectId, DebtorId? DebtorId,
    [property: Personal("SubjectId")] string? Title, [property: Personal("SubjectId")] string? Description, TaskTrigger Trigger, Guid? CauseId, TaskPriority Priority,
    IReadOnlyList<TaskLink> Links, BusinessMoment? Due, IReadOnlyList<DateTimeOffset> RemindAt, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>Its assignee works on it.</summary>
public sealed record TaskStarted(TodoTaskId TaskId, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>It is somebody else's now, or a team's where nobody is named.</summary>
public sealed record TaskAssigned(
    TodoTaskId TaskId, UserId? OldAssigneeId, UserId? NewAssigneeId, TeamId? OldTeamId, TeamId? NewTeamId, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>It is due at another time; reminders begin anew.</summary>
/// <param name="RemindAt">UTC instants of the reminders to come, earliest first.</param>
public sealed record TaskSnoozed(
    TodoTaskId TaskId, BusinessMoment? OldDue, BusinessMoment NewDue, IReadOnlyList<DateTimeOffset> RemindAt, string? Reason, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>It is due soon: a reminder was raised, once.</summary>
/// <param name="At">UTC: the instant it was set for.</param>
public sealed record TaskReminded(TodoTaskId TaskId, DateTimeOffset At, CampaignId? CampaignId, TeamId? TeamId, UserId? AssigneeId, BusinessMoment Due) : IEvent;

/// <summary>It is due, and not done.</summary>
public sealed record TaskFellDue(TodoTaskId TaskId, CampaignId? CampaignId, TeamId? TeamId, UserId? AssigneeId, BusinessMoment Due) : IEvent;

public sealed record TaskPriorityChanged(TodoTaskId TaskId, TaskPriority OldPriority, TaskPriority NewPriority, UserId? By, BusinessMoment Moment) : IEvent;

/// <param name="CommentId">The caller's, so that hearing it twice says it once.</param>
public sealed record TaskCommented(TodoTaskId TaskId, Guid SubjectId, Guid CommentId, [property: Personal("SubjectId")] string Text, UserId? By, BusinessMoment Moment) : IEvent;

/// <param name="Late">Whether it had fallen due.</param>
public sealed record TaskCompleted(
    TodoTaskId TaskId, Guid SubjectId, [property: Personal("SubjectId")] string? Notes, bool Late, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>It has not to be done any more.</summary>
public sealed record TaskCancelled(TodoTaskId TaskId, string Reason, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>It was not done after all.</summary>
/// <param name="RemindAt">UTC instants of the reminders to come, earliest first.</param>
public sealed record TaskReopened(TodoTaskId TaskId, string Reason, IReadOnlyList<DateTimeOffset> RemindAt, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>Something a task is about.</summary>
public sealed record TaskLink(TaskLinkKind Kind, Guid Id);

public enum TaskLinkKind { Debtor, Account, Promise, Ticket, Sale, Callback }

/// <summary>Why there is a task.</summary>
public enum TaskTrigger { Person, BrokenPromise, BreachedTicket, CallbackDue }

public enum TaskPriority { Low, Medium, High, Urgent }

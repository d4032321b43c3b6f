using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.
// Standing is how the ticket stands after the event. By is who did it; null: the system itself.

/// <summary>Somebody asks for something.</summary>
/// <param name="Number"><c>TK-YYYYMM-NNNNNN</c>, unique for ever; the month is the queue's.</param>
/// <param name="SubjectId">Who asks, and under whose key the ticket's texts are kept.</param>
/// <param name="By">Who opened it, for himself or for a customer.</param>
/// <param name="MessageId">The provider's id of the message it came with.</param>
public sealed record TicketOpened(
    TicketId TicketId, string Number, Guid SubjectId, [property: Personal("SubjectId")] string Subject, [property: Personal("SubjectId")] string Description,
    TicketChannel Channel, IReadOnlyList<string> Tags, IReadOnlyList<TicketLink> Links, TicketId? ParentId, UserId? By, TicketStanding Standing,
    BusinessMoment Moment, string? MessageId = null) : IEvent;

/// <summary>The ticket is in somebody's hands.</summary>
/// <param name="Strategy">How it was chosen: <c>manual</c>, <c>claim</c>, <c>round-robin</c>, <c>least-loaded</c>, <c>by-skill</c>.</param>
/// <param name="Reason">Why it was taken from the one before; <c>null</c> where nobody had it.</param>
public sealed record TicketAssigned(
    TicketId TicketId, UserId AssigneeId, TeamId? TeamId, UserId? PreviousAssigneeId, TeamId? PreviousTeamId, string Strategy, string? Reason,
    UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>Nobody has the ticket any more: it is in its queue's tray again.</summary>
public sealed record TicketUnassigned(
    TicketId TicketId, UserId PreviousAssigneeId, TeamId? PreviousTeamId, string Reason, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>Its assignee works on it.</summary>
public sealed record TicketStarted(TicketId TicketId, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>The requester was asked something; nothing can be done before he answers.</summary>
/// <param name="CommentId">The public comment that asks him.</param>
/// <param name="SilentUntil">UTC instant at which the ticket closes if he says nothing.</param>
public sealed record TicketCustomerAwaited(
    TicketId TicketId, Guid CommentId, DateTimeOffset SilentUntil, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>Somebody outside has to do something first: a supplier, an operator.</summary>
/// <param name="From">The state it was in: open or in progress.</param>
/// <param name="Reason">Who is waited for, and for what.</param>
public sealed record TicketThirdPartyAwaited(
    TicketId TicketId, TicketState From, string Reason, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>The wait is over; work goes on.</summary>
/// <param name="From">What was waited for.</param>
/// <param name="CommentId">The reply that ended it.</param>
public sealed record TicketResumed(
    TicketId TicketId, TicketState From, ResumeCause Cause, Guid? CommentId, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>Something was said about the ticket; it is never edited.</summary>
/// <param name="CommentId">The caller's, so that hearing it twice says it once.</param>
/// <param name="AuthorId">The user who wrote it; <c>null</c>: a customer, or the system.</param>
/// <param name="MessageId">The provider's id of the message it came with.</param>
public sealed record TicketCommented(
    TicketId TicketId, Guid SubjectId, Guid CommentId, [property: Personal("SubjectId")] string Text, CommentVisibility Visibility, CommentAuthor Author,
    UserId? AuthorId, TicketStanding Standing, BusinessMoment Moment, string? MessageId = null) : IEvent;

/// <summary>What was asked for is done.</summary>
/// <param name="From">The state it was in.</param>
/// <param name="Resolution">1 for the first, one more after each reopening that was resolved again.</param>
/// <param name="ClosesAt">UTC instant at which it closes if nobody objects.</param>
/// <param name="OpenedAt">UTC: when the ticket was opened; a resolution's time counts from there.</param>
public sealed record TicketResolved(
    TicketId TicketId, Guid SubjectId, [property: Personal("SubjectId")] string Solution, TicketState From, int Resolution, DateTimeOffset ClosesAt,
    DateTimeOffset OpenedAt, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <param name="From">The state it was in: resolved, or waiting for a customer who stayed silent.</param>
/// <param name="OpenedAt">UTC: when the ticket was opened.</param>
public sealed record TicketClosed(
    TicketId TicketId, TicketState From, CloseCause Cause, DateTimeOffset OpenedAt, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>It was not done after all. Counted in the standing.</summary>
/// <param name="From">Resolved or closed.</param>
/// <param name="EndedAt">UTC: when it had come into that state.</param>
public sealed record TicketReopened(
    TicketId TicketId, Guid SubjectId, TicketState From, DateTimeOffset EndedAt, [property: Personal("SubjectId")] string Reason, bool ByRequester, UserId? By,
    TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>Another queue has it; whoever had it does not any more unless he works for that one too.</summary>
/// <param name="NewZone">IANA zone of the new queue: from here on the ticket's days are of that wall clock. The moment is still of the old one's.</param>
public sealed record TicketMoved(
    TicketId TicketId, QueueId OldQueueId, QueueId NewQueueId, CampaignId? OldCampaignId, CampaignId? NewCampaignId, string NewZone, string Reason, UserId? By,
    TicketStanding Standing, BusinessMoment Moment) : IEvent;

public sealed record TicketPriorityChanged(
    TicketId TicketId, TicketPriority OldPriority, TicketPriority NewPriority, string Reason, UserId? By, TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>It is about something else than it was said to be.</summary>
public sealed record TicketReclassified(
    TicketId TicketId, TicketType OldType, TicketType NewType, CategoryId? OldCategoryId, CategoryId? NewCategoryId, UserId? By, TicketStanding Standing,
    BusinessMoment Moment) : IEvent;

/// <summary>Time was spent on it.</summary>
/// <param name="EntryId">The caller's, so that hearing it twice logs it once.</param>
/// <param name="On">Date of the work in the queue's zone.</param>
public sealed record TicketWorkLogged(
    TicketId TicketId, Guid SubjectId, Guid EntryId, UserId WorkerId, int Minutes, DateOnly On, [property: Personal("SubjectId")] string? Note,
    TicketStanding Standing, BusinessMoment Moment) : IEvent;

/// <summary>He is told of what happens to it.</summary>
public sealed record TicketWatched(TicketId TicketId, UserId WatcherId, UserId? By, BusinessMoment Moment) : IEvent;
public sealed record TicketUnwatched(TicketId TicketId, UserId WatcherId, UserId? By, BusinessMoment Moment) : IEvent;

/// <param name="Tag">Lower case, without spaces.</param>
public sealed record TicketTagged(TicketId TicketId, string Tag, UserId? By, BusinessMoment Moment) : IEvent;
public sealed record TicketUntagged(TicketId TicketId, string Tag, UserId? By, BusinessMoment Moment) : IEvent;

public sealed record TicketLinked(TicketId TicketId, TicketLink Link, UserId? By, BusinessMoment Moment) : IEvent;
public sealed record TicketUnlinked(TicketId TicketId, TicketLink Link, UserId? By, BusinessMoment Moment) : IEvent;

/// <param name="OldParentId">The ticket it was part of.</param>
/// <param name="NewParentId">The ticket it is part of; <c>null</c>: none.</param>
public sealed record TicketParentSet(TicketId TicketId, TicketId? OldParentId, TicketId? NewParentId, UserId? By, BusinessMoment Moment) : IEvent;

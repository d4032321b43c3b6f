using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>How a ticket stands after an event: the dimensions every figure is asked by, so that no fold needs another event for them.</summary>
/// <param name="CampaignId">The queue's campaign; <c>null</c>: a queue of the whole installation.</param>
/// <param name="TeamId">The assignee's team.</param>
/// <param name="Reopenings">How often it was reopened so far.</param>
public sealed record TicketStanding(
    TicketState State, QueueId QueueId, CampaignId? CampaignId, TicketType Type, CategoryId? CategoryId, TicketPriority Priority,
    TicketRequester Requester, UserId? AssigneeId, TeamId? TeamId, int Reopenings);

/// <summary>Who asks. What is written on the ticket is kept under this person's key.</summary>
/// <param name="Kind">What <paramref name="SubjectId"/> is the id of.</param>
/// <param name="SubjectId">A user's, a requester's or a debtor's.</param>
public sealed record TicketRequester(RequesterKind Kind, Guid SubjectId);

/// <summary>A user of the system, a customer known by his contact data only, or a customer who is a debtor.</summary>
public enum RequesterKind { User, Customer, Debtor }

/// <summary>Clocks run in <c>Open</c> and <c>InProgress</c>, may pause in the two that wait, and stop in the last two.</summary>
public enum TicketState { Open, InProgress, WaitingForCustomer, WaitingForThirdParty, Resolved, Closed }

public enum TicketPriority { Low, Medium, High, Critical }

/// <summary>Internal support: incident, request. Customers of the network: the rest.</summary>
public enum TicketType { Incident, Request, Fault, Question, Installation, ChangeOfService, Cancellation, Other }

/// <summary>Whether the requester sees it.</summary>
public enum CommentVisibility { Public, Internal }

/// <summary>Who wrote it: a reply of the requester, an answer of the staff, or the system itself.</summary>
public enum CommentAuthor { Requester, Staff, System }

public enum TicketLinkKind { Debtor, Account, Sale, Booking, Ont, Conversation, Ticket }

/// <summary>Something a ticket is about.</summary>
/// <param name="Target">Its id, or its serial where it has none.</param>
public sealed record TicketLink(TicketLinkKind Kind, string Target);

/// <summary>Where a ticket came from.</summary>
public enum TicketChannel { Web, Phone, Email, WhatsApp, Chat, Visit, System }

public enum ResumeCause { RequesterReplied, ThirdPartyAnswered, ByStaff }

public enum CloseCause { Confirmed, ByStaff, AfterResolution, RequesterSilent }

using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Queues;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A place where tickets wait for somebody. Code, campaign and zone are fixed for its life.</summary>
/// <param name="Code">Short name, unique for ever; the id is derived from it.</param>
/// <param name="CampaignId">The campaign it serves; <c>null</c>: the whole installation, as internal support.</param>
/// <param name="Zone">IANA zone in which its days and months begin: the campaign's, where it has one.</param>
public sealed record QueueOpened(QueueId QueueId, string Code, CampaignId? CampaignId, string Zone) : IEvent;

/// <summary>What a queue takes and how it shares it out.</summary>
/// <param name="Types">The types it serves; empty: all.</param>
/// <param name="Skills">What its members must know for it, where the strategy goes by skill.</param>
public sealed record QueueTermsSet(
    QueueId QueueId, string Name, IReadOnlyList<TicketType> Types, AssignmentStrategy Strategy, IReadOnlyList<string> Skills, UserId? By) : IEvent;

/// <summary>A team works for the queue: its people see its tickets and may take them.</summary>
public sealed record QueueTeamAdded(QueueId QueueId, CampaignId TeamCampaignId, TeamId TeamId, UserId? By) : IEvent;
public sealed record QueueTeamRemoved(QueueId QueueId, TeamId TeamId, UserId? By) : IEvent;

/// <summary>It takes no new tickets; those it has are worked off.</summary>
public sealed record QueueClosed(QueueId QueueId, string Reason, UserId? By) : IEvent;
public sealed record QueueReopened(QueueId QueueId, UserId? By) : IEvent;

/// <summary>A member got a ticket by the queue's strategy. Stands in a stream of its own per queue and day, in the unit that assigns.</summary>
public sealed record QueueTurnTaken(QueueId QueueId, DateOnly Date, UserId MemberId, TicketId TicketId) : IEvent;

/// <summary>How a queue's tickets find somebody.</summary>
public enum AssignmentStrategy { Manual, RoundRobin, LeastLoaded, BySkill }

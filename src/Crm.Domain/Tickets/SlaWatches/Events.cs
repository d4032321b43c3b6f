using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.SlaWatches;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.
// They stand in a stream beside the ticket's, so that a ticket's version only moves with what somebody did to it. They announce; what the clocks of a
// ticket show is reckoned from the ticket's own events (SlaReckoning) and never from these.

/// <summary>The deadlines of a ticket are others than before: it was opened, it paused, went on or ended, it or its policy changed.</summary>
/// <param name="PolicyVersion">Of the policy of its campaign, or of the installation.</param>
/// <param name="Deadlines">The clocks that are on.</param>
/// <param name="NextBreachAt">UTC: when the next of them breaches if nothing changes; <c>null</c>: none will.</param>
/// <param name="BreachedSince">UTC: since when something is late that was not done yet; <c>null</c>: nothing is.</param>
/// <param name="WakeAt">UTC: when there is something to announce if nothing changes.</param>
public sealed record SlaScheduled(
    TicketId TicketId, CampaignId? CampaignId, int PolicyVersion, IReadOnlyList<SlaDeadline> Deadlines, DateTimeOffset? NextBreachAt,
    DateTimeOffset? BreachedSince, DateTimeOffset? WakeAt, BusinessMoment Moment) : IEvent;

/// <summary>Most of a limit has gone by. Once for a run of a clock.</summary>
/// <param name="DueAt">UTC: when it breaches if nothing changes.</param>
public sealed record SlaWarned(
    TicketId TicketId, string Number, SlaClock Clock, int Run, SlaLimit Limit, int PolicyVersion, DateTimeOffset DueAt, TicketStanding Standing,
    BusinessMoment Moment) : IEvent;

/// <summary>A limit has gone by before what was promised had come. Once for a run of a clock.</summary>
/// <param name="DueAt">UTC: the instant at which it breached.</param>
public sealed record SlaBreached(
    TicketId TicketId, string Number, SlaClock Clock, int Run, SlaLimit Limit, int PolicyVersion, DateTimeOffset DueAt, TicketStanding Standing,
    BusinessMoment Moment) : IEvent;

/// <param name="DueAt">UTC; <c>null</c>: it stands still.</param>
public sealed record SlaDeadline(SlaClock Clock, int Run, SlaLimit Limit, DateTimeOffset? WarnAt, DateTimeOffset? DueAt);

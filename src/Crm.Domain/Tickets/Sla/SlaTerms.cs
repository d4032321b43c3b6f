using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Sla;

/// <summary>What is promised to whoever opens a ticket: how soon he is answered, kept informed and helped, and how that time is counted.</summary>
/// <param name="Hours">The hours that targets in business time are counted in.</param>
/// <param name="Targets">By queue, type and priority; the one that says most about a ticket holds for it.</param>
/// <param name="PausedIn">States in which no clock runs. None runs in <c>Resolved</c> and <c>Closed</c> anyway.</param>
/// <param name="OnChange">What becomes of a clock that runs when the ticket's priority, type or queue changes.</param>
/// <param name="Governs">Which tickets this version holds for.</param>
/// <param name="WarnAtPercent">How much of a target has gone by when a warning is due.</param>
public sealed record SlaTerms(
    BusinessHours Hours, IReadOnlyList<SlaTarget> Targets, IReadOnlyList<TicketState> PausedIn, SlaChangeRule OnChange = SlaChangeRule.RecomputeFromStart,
    SlaGovernance Governs = SlaGovernance.OpenTickets, int WarnAtPercent = SlaTerms.UsualWarning)
{
    public const int UsualWarning = 75;

    /// <summary>What holds where nothing was published: critical 30 min and 4 h, high 2 h and 8 h, medium 4 h and 24 h, low 8 h and 72 h, in business hours.</summary>
    public static SlaTerms Usual(string zone, BusinessCalendar calendar) => new(
        BusinessHours.Usual(zone, calendar),
        [
            new(TicketPriority.Critical, SlaLimit.Minutes(30), SlaLimit.Hours(4)), new(TicketPriority.High, SlaLimit.Hours(2), SlaLimit.Hours(8)),
            new(TicketPriority.Medium, SlaLimit.Hours(4), SlaLimit.Hours(24)), new(TicketPriority.Low, SlaLimit.Hours(8), SlaLimit.Hours(72)),
        ],
        [TicketState.WaitingForCustomer, TicketState.WaitingForThirdParty]);

    /// <summary>The targets of a ticket: one for its queue goes before one for its type, and that before one for all. <c>null</c>: none is promised.</summary>
    public SlaTarget? TargetFor(QueueId queue, TicketType type, TicketPriority priority) => Targets
        .Where(target => target.Priority == priority && (target.QueueId is null || target.QueueId == queue) && (target.Type is null || target.Type == type))
        .OrderByDescending(target => (target.QueueId is null ? 0 : 2) + (target.Type is null ? 0 : 1))
        .FirstOrDefault();

    public bool IsSameAs(SlaTerms other) =>
        Hours == other.Hours && Targets.SequenceEqual(other.Targets) && PausedIn.SequenceEqual(other.PausedIn)
        && (OnChange, Governs, WarnAtPercent) == (other.OnChange, other.Governs, other.WarnAtPercent);
}

/// <summary>The limits of tickets of a priority, perhaps of one queue or type only.</summary>
/// <param name="FirstResponse">From the opening to the first public word or step of somebody other than the requester.</param>
/// <param name="Resolution">From the opening, or a reopening, to the resolution.</param>
/// <param name="Update">From a public word to the next, while the ticket is open; <c>null</c>: none is promised.</param>
public sealed record SlaTarget(
    TicketPriority Priority, SlaLimit? FirstResponse, SlaLimit? Resolution, SlaLimit? Update = null, QueueId? QueueId = null, TicketType? Type = null)
{
    public SlaLimit? Of(SlaClock clock) => clock switch
    {
        SlaClock.FirstResponse => FirstResponse,
        SlaClock.Update => Update,
        SlaClock.Resolution => Resolution,
        _ => throw new ArgumentOutOfRangeException(nameof(clock), clock, "There is no such clock."),
    };
}

/// <summary>How long something may take.</summary>
/// <param name="Length">Minutes of <paramref name="Time"/>.</param>
public sealed record SlaLimit(int Length, SlaTime Time = SlaTime.Business)
{
    public static SlaLimit Minutes(int minutes) => new(minutes);
    public static SlaLimit Hours(int hours) => new(hours * 60);
}

/// <summary>Minutes of business hours, or of every day and night.</summary>
public enum SlaTime { Business, Calendar }

public enum SlaClock { FirstResponse, Update, Resolution }

/// <summary>A running clock is reckoned from its start by the limit of how the ticket stands now, or keeps the limit it began with.</summary>
public enum SlaChangeRule { RecomputeFromStart, KeepFromStart }

/// <summary>A version holds for every ticket that is open when it takes effect, reckoned from its opening, or for those opened from then on.</summary>
public enum SlaGovernance { OpenTickets, NewTickets }

using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>How long a ticket waits before it ends by itself, how long it may come back, and how much may stand on it.</summary>
public static class TicketTerms
{
    /// <summary>A customer who was asked something and says nothing for this many days, to the same time of day at the queue's wall clock.</summary>
    public const int SilentDays = 7;

    /// <summary>Hours in which a resolution may be objected to before the ticket closes; by the clock, nights and weekends too.</summary>
    public const int HoursToObject = 72;

    /// <summary>Days after it ended in which it may be reopened, the last one whole, at the queue's wall clock.</summary>
    public const int DaysToReopen = 15;

    public const int MaxSubject = 255, MaxText = 20_000, MaxReason = 500, MaxTags = 20, MaxTag = 40, MaxLinks = 50, MaxTarget = 100, MaxWatchers = 50;

    /// <summary>A day's work; more is two entries.</summary>
    public const int MaxMinutes = 24 * 60;

    /// <summary>Work is logged for at most this many days back.</summary>
    public const int MaxDaysBack = 60;

    public static DateTimeOffset SilentUntil(BusinessMoment now) => WallClock.InstantOf(now.Date.AddDays(SilentDays), now.Time, now.Zone);

    public static DateTimeOffset ClosesAt(BusinessMoment resolved) => resolved.At.AddHours(HoursToObject);

    public static DateOnly LastDayToReopen(BusinessMoment ended) => ended.Date.AddDays(DaysToReopen);
}

/// <summary>Refusals that several commands share.</summary>
public static class TicketChecks
{
    /// <summary>Why nothing is attached to a ticket any more: as nothing is said on it; <c>null</c>: files are taken.</summary>
    public static Refusal? RefusesFiles(this Ticket ticket) =>
        ticket.State is TicketState.Closed ? ticket.RefuseState("given files").Refusal : ticket.RefuseErased()?.Refusal;

    /// <summary>The ticket is in a state in which it cannot be done; the code names the state.</summary>
    internal static Decision RefuseState(this Ticket ticket, string action) => Decision.Refuse(Refusal.Of(
        $"tickets.is-{CodeOf(ticket.State)}", $"The ticket is {CodeOf(ticket.State).Replace('-', ' ')}: it cannot be {action}.", [],
        ("state", ticket.State), ("action", action)));

    /// <summary>Whether a text is said and fits.</summary>
    internal static Decision? RefuseText(string? text, string field, int most = TicketTerms.MaxText) =>
        string.IsNullOrWhiteSpace(text) ? Decision.Refuse("tickets.text-missing", "Something has to be said.", field)
        : text.Trim().Length > most ? Decision.Refuse(Refusal.Of("tickets.text-too-long", $"At most {most} characters.", [field], ("most", most), ("length", text.Trim().Length)))
        : null;

    /// <summary>Nothing is written about somebody who was erased.</summary>
    internal static Decision? RefuseErased(this Ticket ticket) =>
        ticket.TextErased ? Decision.Refuse("tickets.requester-erased", "The requester's data was erased: nothing more is written about him.") : null;

    private static string CodeOf(TicketState state) => state switch
    {
        TicketState.Open => "open",
        TicketState.InProgress => "in-progress",
        TicketState.WaitingForCustomer => "waiting-for-customer",
        TicketState.WaitingForThirdParty => "waiting-for-third-party",
        TicketState.Resolved => "resolved",
        _ => "closed",
    };
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Nobody objects to the resolution: it is final.</summary>
/// <param name="ByRequester">Whether who asked says so himself.</param>
public sealed record CloseTicket(bool ByRequester, UserId? By, BusinessMoment Now);

public static class CloseTicketHandler
{
    public static Decision Handle(CloseTicket command, Ticket ticket) => ticket.State switch
    {
        TicketState.Closed => Decision.AlreadySo,
        TicketState.Resolved => Decision.Append(Closed(ticket, command.ByRequester ? CloseCause.Confirmed : CloseCause.ByStaff, command.By, command.Now)),
        _ => ticket.RefuseState("closed"),
    };

    internal static TicketClosed Closed(Ticket ticket, CloseCause cause, UserId? by, BusinessMoment now) =>
        new(ticket.Id, ticket.State, cause, ticket.OpenedAt, by, ticket.Standing with { State = TicketState.Closed }, now);
}

/// <summary>The agenda says that its time has come: the customer stayed silent, or nobody objected.</summary>
public sealed record CloseTicketWhenDue(BusinessMoment Now);

public static class CloseTicketWhenDueHandler
{
    public static Decision Handle(CloseTicketWhenDue command, Ticket ticket)
    {
        if (ticket.ClosesAt is not { } due) return Decision.AlreadySo;
        if (command.Now.At < due)
            return Decision.Refuse(Refusal.Of("tickets.not-due-to-close", $"It closes by itself at {due:yyyy-MM-dd HH:mm} UTC, not before.", [], ("due", due)));

        return Decision.Append(CloseTicketHandler.Closed(
            ticket, ticket.State is TicketState.Resolved ? CloseCause.AfterResolution : CloseCause.RequesterSilent, null, command.Now));
    }
}

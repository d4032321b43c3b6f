using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Begin to work on it.</summary>
public sealed record StartTicket(UserId? By, BusinessMoment Now);

public static class StartTicketHandler
{
    public static Decision Handle(StartTicket command, Ticket ticket) => ticket switch
    {
        { State: TicketState.InProgress } => Decision.AlreadySo,
        { State: not TicketState.Open } => ticket.RefuseState("started"),
        { Standing.AssigneeId: null } => Decision.Refuse("tickets.assignee-missing", "Somebody has to have the ticket before it is started."),
        _ => Decision.Append(new TicketStarted(ticket.Id, command.By, ticket.Standing with { State = TicketState.InProgress }, command.Now)),
    };
}

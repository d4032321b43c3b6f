using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Have somebody told of what happens to it.</summary>
public sealed record WatchTicket(UserId WatcherId, UserId? By, BusinessMoment Now);

public static class WatchTicketHandler
{
    public static Decision Handle(WatchTicket command, Ticket ticket) =>
        ticket.Watchers.Contains(command.WatcherId) ? Decision.AlreadySo
        : ticket.Watchers.Count >= TicketTerms.MaxWatchers
            ? Decision.Refuse(Refusal.Of("tickets.watchers-too-many", $"At most {TicketTerms.MaxWatchers} people watch a ticket.", ["watcherId"], ("most", TicketTerms.MaxWatchers)))
        : Decision.Append(new TicketWatched(ticket.Id, command.WatcherId, command.By, command.Now));
}

public sealed record UnwatchTicket(UserId WatcherId, UserId? By, BusinessMoment Now);

public static class UnwatchTicketHandler
{
    public static Decision Handle(UnwatchTicket command, Ticket ticket) => ticket.Watchers.Contains(command.WatcherId)
        ? Decision.Append(new TicketUnwatched(ticket.Id, command.WatcherId, command.By, command.Now))
        : Decision.AlreadySo;
}

using Crm.EventStore.Projecting;
using Crm.Projections.Tickets.Sla;

namespace Crm.Projections.Tickets;

/// <summary>The read models of the tickets' room.</summary>
public static class TicketsProjections
{
    public static IReadOnlyList<Projection> All { get; } =
    [
        new TicketsTray(), new TicketFile(), new TicketDirectory(), new RequestedTickets(), new QueueCard(), new TicketCategories(), new RequesterDirectory(),
        new TicketsAgenda(), new TicketClocks(), new SlaPolicyCard(), new SlaAgenda(),
    ];
}

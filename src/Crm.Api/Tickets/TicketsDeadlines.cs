using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Agenda;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>What is done when a deadline of this room comes: tickets close by themselves.</summary>
public sealed class TicketsDeadlines(TicketFacts facts) : IDeadlines
{
    public IReadOnlyCollection<string> Kinds { get; } = [TicketsAgenda.TicketClose];

    public DeadlineCommand CommandFor(AgendaItem item) => new("CloseTicketWhenDue", async (unit, _) =>
    {
        var ticket = await unit.Require<Ticket>(item.StreamId);
        return UnitDecision.For<Ticket>(item.StreamId, CloseTicketWhenDueHandler.Handle(new(facts.Now(ticket.Zone)), ticket));
    });
}

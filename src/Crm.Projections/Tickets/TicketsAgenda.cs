using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Agenda;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets;

/// <summary>Tickets that close by themselves: the customer stays silent, or nobody objects to the resolution.</summary>
public sealed class TicketsAgenda() : AgendaProjection(version: 1)
{
    /// <summary><c>CloseTicketWhenDue</c> on the ticket.</summary>
    public const string TicketClose = "ticket_close";

    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(TicketCustomerAwaited), typeof(TicketResumed), typeof(TicketResolved), typeof(TicketClosed), typeof(TicketReopened)];

    public override IEnumerable<string> Keys(Recorded recorded) => [$"{TicketClose}:{recorded.StreamId}"];

    public override AgendaItem? Evolve(string key, AgendaItem? item, Recorded recorded) => recorded.Data switch
    {
        TicketCustomerAwaited e => new(key, e.SilentUntil.ToUniversalTime(), TicketClose, recorded.StreamId),
        TicketResolved e => new(key, e.ClosesAt.ToUniversalTime(), TicketClose, recorded.StreamId),
        _ => null,
    };
}

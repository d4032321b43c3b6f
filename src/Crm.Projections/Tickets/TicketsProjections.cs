using Crm.EventStore.Projecting;

namespace Crm.Projections.Tickets;

/// <summary>The read models of the tickets' room.</summary>
public static class TicketsProjections
{
    public static IReadOnlyList<Projection> All { get; } = [];
}

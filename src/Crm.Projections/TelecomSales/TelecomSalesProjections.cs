using Crm.EventStore.Projecting;

namespace Crm.Projections.TelecomSales;

/// <summary>The read models of the telecom sales' room.</summary>
public static class TelecomSalesProjections
{
    public static IReadOnlyList<Projection> All { get; } = [];
}

using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.PortedNumbers;

/// <summary>The reservation of a number to port: one open sale at a time has it; when that one ends it can be taken again.</summary>
public sealed record PortedNumber(Guid Id, SaleId? HeldBy) : IAggregate<PortedNumber>
{
    public static PortedNumber? Evolve(PortedNumber? number, object @event) => @event switch
    {
        PortedNumberTaken e => new(e.PortedNumberId, e.SaleId),
        PortedNumberReleased => number! with { HeldBy = null },
        _ => number,
    };
}

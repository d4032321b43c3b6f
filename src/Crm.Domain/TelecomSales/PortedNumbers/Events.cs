using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.PortedNumbers;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A number is being ported by an open sale. Its id is derived from the number, so that two open sales cannot have it.</summary>
public sealed record PortedNumberTaken(Guid PortedNumberId, SaleId SaleId) : IEvent;

/// <summary>The sale ended, or the number was corrected in it; another may take the number.</summary>
public sealed record PortedNumberReleased(Guid PortedNumberId, SaleId SaleId) : IEvent;

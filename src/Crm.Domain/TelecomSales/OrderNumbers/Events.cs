using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.OrderNumbers;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>An operator's order belongs to a sale. Its id is derived from operator and order number, so that two sales cannot have it.</summary>
public sealed record OrderNumberTaken(Guid OrderNumberId, SaleId SaleId) : IEvent;

/// <summary>It was mistyped: the number is free for the sale whose it is.</summary>
public sealed record OrderNumberReleased(Guid OrderNumberId, SaleId SaleId) : IEvent;

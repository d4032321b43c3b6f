using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Customers;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Somebody was sold to for the first time; his stream is where it is recorded what happens to his data.</summary>
/// <param name="CampaignId">The campaign that met him first.</param>
public sealed record CustomerRegistered(CustomerId CustomerId, string Country, string DocumentType, CampaignId CampaignId, SaleId SaleId, BusinessMoment Moment) : IEvent;

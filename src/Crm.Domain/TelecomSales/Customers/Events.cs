using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Customers;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Somebody was sold to for the first time; his stream is where it is recorded what happens to his data.</summary>
/// <param name="CampaignId">The campaign that met him first.</param>
public sealed record CustomerRegistered(CustomerId CustomerId, string Country, string DocumentType, CampaignId CampaignId, SaleId SaleId, BusinessMoment Moment) : IEvent;

/// <summary>Somebody who stands in lead bases only and was never sold to: a decision about his data fell, and this is the stream it is recorded in.</summary>
/// <param name="LeadId">The lead he was known by.</param>
public sealed record LeadPersonRegistered(CustomerId CustomerId, CampaignId CampaignId, LeadId LeadId) : IEvent;

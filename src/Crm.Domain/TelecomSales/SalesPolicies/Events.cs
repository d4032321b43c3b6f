using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.SalesPolicies;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>How a campaign sells, from now on.</summary>
public sealed record SalesPolicySet(CampaignId CampaignId, int Version, SalesPolicy Policy, UserId? By) : IEvent;

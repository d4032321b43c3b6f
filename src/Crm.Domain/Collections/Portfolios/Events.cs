using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Portfolios;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A set of accounts that a creditor hands over together; its month is the vintage that recovery is measured by.</summary>
public sealed record PortfolioOpened(PortfolioId PortfolioId, CampaignId CampaignId, string Code, string Name, string Creditor, string Country, Currency Currency, DateOnly PlacedOn) : IEvent;

/// <summary>A file of the creditor was imported as of its cut-off date.</summary>
public sealed record PortfolioRefreshed(PortfolioId PortfolioId, ImportId ImportId, DateOnly CutOffDate) : IEvent;
public sealed record PortfolioClosed(PortfolioId PortfolioId, string Reason) : IEvent;

using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Portfolios;

/// <summary>A set of accounts that a creditor hands over together. Holds only what a decision asks about.</summary>
public sealed record Portfolio(PortfolioId Id, CampaignId CampaignId, string Code, string Creditor, string Country, Currency Currency) : IAggregate<Portfolio>
{
    public bool Closed { get; init; }

    /// <summary>The latest cut-off date of its files.</summary>
    public DateOnly? CutOffDate { get; init; }

    public static Portfolio? Evolve(Portfolio? portfolio, object @event) => @event switch
    {
        PortfolioOpened e => new(e.PortfolioId, e.CampaignId, e.Code, e.Creditor, e.Country, e.Currency),
        PortfolioRefreshed e => portfolio! with { CutOffDate = portfolio.CutOffDate > e.CutOffDate ? portfolio.CutOffDate : e.CutOffDate },
        PortfolioClosed => portfolio! with { Closed = true },
        _ => portfolio,
    };
}

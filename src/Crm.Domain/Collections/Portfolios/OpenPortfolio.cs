using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Portfolios;

/// <summary>A creditor hands over a set of accounts.</summary>
/// <param name="PortfolioId">Derived from campaign and code.</param>
/// <param name="PlacedOn">Business date of the handover; its month is the vintage that recovery is measured by.</param>
public sealed record OpenPortfolio(
    PortfolioId PortfolioId, CampaignId CampaignId, string Code, string Name, string Creditor, string Country, Currency Currency, DateOnly PlacedOn);

/// <summary>Nothing more is imported into the portfolio.</summary>
public sealed record ClosePortfolio(string Reason);

public static class OpenPortfolioHandler
{
    public static Decision Handle(OpenPortfolio command, Portfolio? portfolio)
    {
        if (portfolio is not null)
        {
            return portfolio.Creditor == command.Creditor && portfolio.Country == command.Country && portfolio.Currency == command.Currency
                ? Decision.AlreadySo
                : Decision.Refuse("collections.portfolio-differs",
                    $"Portfolio {portfolio.Code} is {portfolio.Creditor}'s in {portfolio.Country}, kept in {portfolio.Currency}.", nameof(command.Code));
        }

        return string.IsNullOrWhiteSpace(command.Code) || string.IsNullOrWhiteSpace(command.Creditor)
            ? Decision.Refuse("collections.portfolio-incomplete", "A portfolio has a code and a creditor.", nameof(command.Code), nameof(command.Creditor))
            : Decision.Append(new PortfolioOpened(
                command.PortfolioId, command.CampaignId, command.Code, command.Name, command.Creditor, command.Country, command.Currency, command.PlacedOn));
    }
}

public static class ClosePortfolioHandler
{
    public static Decision Handle(ClosePortfolio command, Portfolio portfolio) =>
        portfolio.Closed ? Decision.AlreadySo : Decision.Append(new PortfolioClosed(portfolio.Id, command.Reason));
}

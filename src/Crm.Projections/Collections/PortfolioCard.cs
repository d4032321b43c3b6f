using System.Globalization;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>The portfolios with their vintage: names and labels for lists, the cohort for recovery.</summary>
public sealed class PortfolioCard() : StreamProjection<PortfolioInfo>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PortfolioOpened), typeof(PortfolioRefreshed), typeof(PortfolioClosed)];

    public override PortfolioInfo? Evolve(PortfolioInfo? row, Recorded recorded) => recorded.Data switch
    {
        PortfolioOpened e => new(e.PortfolioId, e.CampaignId, e.Code, e.Name, e.Creditor, e.Country, e.Currency, e.PlacedOn, CutOffDate: null, LastImportId: null, WhyClosed: null),
        _ when row is null => null,
        PortfolioRefreshed e => row with { CutOffDate = e.CutOffDate > row.CutOffDate || row.CutOffDate is null ? e.CutOffDate : row.CutOffDate, LastImportId = e.ImportId },
        PortfolioClosed e => row with { WhyClosed = e.Reason },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("code", "code").Text("vintage", "vintage").Index(["campaign_id", "code"]);
}

/// <param name="CutOffDate">The latest date a creditor's file spoke of.</param>
/// <param name="WhyClosed"><c>null</c>: open.</param>
public sealed record PortfolioInfo(
    PortfolioId PortfolioId, CampaignId CampaignId, string Code, string Name, string Creditor, string Country, Currency Currency, DateOnly PlacedOn,
    DateOnly? CutOffDate, ImportId? LastImportId, string? WhyClosed)
{
    /// <summary>The month it was handed over, <c>2026-11</c>: recovery is compared between portfolios by it.</summary>
    public string Vintage => PlacedOn.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Kpis;

namespace Crm.Projections.Collections.Kpis;

/// <summary>
/// The one ledger of what portfolios owe: every movement of every balance on the business date it was booked. Positive: more is owed. The balance
/// of a portfolio as of a date is the sum of all measures that end in <c>_amount</c> up to it; recovery's denominator is
/// <see cref="Placed"/> with <see cref="Undone"/>: accounts whose import was undone were never ours.
/// </summary>
public sealed class PortfolioLedger() : CounterProjection(version: 1)
{
    public const string Placed = "placed", Adjusted = "adjusted", Charged = "charged", Paid = "paid", Reversed = "reversed", Discounted = "discounted",
        DiscountWithdrawn = "discount_withdrawn", WrittenOff = "written_off", Withdrawn = "withdrawn", Undone = "undone", Amount = "_amount";

    /// <summary>Kept beyond the balance; no part of what is owed.</summary>
    public const string Credit = "credit";

    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AccountPlaced), typeof(BalanceAdjusted), typeof(BalanceCharged), typeof(PaymentApplied), typeof(PaymentUnapplied), typeof(DiscountGranted),
        typeof(DiscountWithdrawn), typeof(AccountWrittenOff), typeof(AccountWithdrawn),
    ];

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "portfolio_id", "currency", "date"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded) => recorded.Data switch
    {
        AccountPlaced e => Of(Placed, e.Balance.Total(), e.CampaignId, e.PortfolioId, e.Moment),
        BalanceAdjusted e => [.. Of(Adjusted, Movements.Of(e), e.CampaignId, e.PortfolioId, e.Moment), .. OfCredit(e.Credit, e.CampaignId, e.PortfolioId, e.Moment)],
        BalanceCharged e => Of(Charged, e.Amount, e.CampaignId, e.PortfolioId, e.Moment),
        PaymentApplied e => [.. Of(Paid, -e.Allocated.Total(), e.CampaignId, e.PortfolioId, e.Moment), .. OfCredit(e.Credit, e.CampaignId, e.PortfolioId, e.Moment)],
        PaymentUnapplied e => [.. Of(Reversed, e.Allocated.Total(), e.CampaignId, e.PortfolioId, e.Moment), .. OfCredit(-e.Credit, e.CampaignId, e.PortfolioId, e.Moment)],
        DiscountGranted e => Of(Discounted, -e.Allocated.Total(), e.CampaignId, e.PortfolioId, e.Moment),
        DiscountWithdrawn e => Of(DiscountWithdrawn, e.Allocated.Total(), e.CampaignId, e.PortfolioId, e.Moment),
        AccountWrittenOff e => Of(WrittenOff, -e.Amount, e.CampaignId, e.PortfolioId, e.Moment),
        AccountWithdrawn { PortfolioId: { } portfolio } e => Of(e.ImportId is null ? Withdrawn : Undone, -e.Outstanding, e.CampaignId, portfolio, e.Moment),
        _ => [],
    };

    private static IEnumerable<CounterDelta> Of(string measure, Money moved, CampaignId campaign, PortfolioId portfolio, BusinessMoment moment)
    {
        var key = Key(campaign, portfolio, moved.Currency, moment);
        return [new(measure, 1, key), new(measure + Amount, moved.Amount, key)];
    }

    private static IEnumerable<CounterDelta> OfCredit(Money? credit, CampaignId campaign, PortfolioId portfolio, BusinessMoment moment) =>
        credit is { IsZero: false } some ? [new(Credit, some.Amount, Key(campaign, portfolio, some.Currency, moment))] : [];

    private static string[] Key(CampaignId campaign, PortfolioId portfolio, Currency currency, BusinessMoment moment) =>
        [Dimension.Of(campaign), Dimension.Of(portfolio), currency.Code, Dimension.Of(moment.Date)];
}

using Crm.Domain.Collections.Payments;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Kpis;

namespace Crm.Projections.Collections.Kpis;

/// <summary>
/// Money that came and was taken back, by who earned it, on the business date it was confirmed or reversed and by value date.
/// Recovery is confirmed less reversed, whatever the month of the reversal.
/// </summary>
public sealed class PaymentCounts() : CounterProjection(version: 1)
{
    public const string Confirmed = "confirmed", Reversed = "reversed", Amount = "_amount";

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PaymentConfirmed), typeof(PaymentReversed)];

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "team_id", "agent_id", "portfolio_id", "currency", "date", "hour", "value_date"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded) => recorded.Data switch
    {
        PaymentConfirmed e => Of(Confirmed, e.Amount, e.AttributedTo, e.CampaignId, e.PortfolioId, e.Moment, e.ValueDate),
        PaymentReversed e => Of(Reversed, e.Amount, e.AttributedTo, e.CampaignId, e.PortfolioId, e.Moment, e.ValueDate),
        _ => [],
    };

    private static IEnumerable<CounterDelta> Of(
        string measure, Money amount, Work? earner, CampaignId campaign, PortfolioId portfolio, BusinessMoment moment, DateOnly valueDate)
    {
        string[] key =
        [
            Dimension.Of(campaign), Dimension.Of(earner?.TeamId), Dimension.Of(earner?.AgentId), Dimension.Of(portfolio), amount.Currency.Code,
            Dimension.Of(moment.Date), Dimension.Of(moment.Time), Dimension.Of(valueDate),
        ];
        return [new(measure, 1, key), new(measure + Amount, amount.Amount, key)];
    }
}

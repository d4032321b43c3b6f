using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Kpis;

namespace Crm.Projections.TelecomSales.Kpis;

/// <summary>What happened to sales, on the business date it happened, for whose sale it then was. Facts stay: a sale that was returned and then approved counts as both.</summary>
public sealed class SaleCounts() : CounterProjection(version: 1)
{
    public const string Submitted = "submitted", Resubmitted = "resubmitted", Approved = "approved", Returned = "returned", Rejected = "rejected", Escalated = "escalated",
        Confirmed = "confirmed", Ordered = "order_entered", Delivered = "delivered", OperatorRejected = "operator_rejected", Activated = "activated", Cancelled = "cancelled",
        ChargedBack = "charged_back";

    /// <summary>Rejected by a reviewer; the others by an escalation or an operator.</summary>
    public const string RejectedInReview = "rejected_in_review";

    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(SaleSubmitted), typeof(SaleResubmitted), typeof(SaleApproved), typeof(SaleReturned), typeof(SaleRejected), typeof(SaleEscalated), typeof(SaleConfirmed),
        typeof(OrderKeyed), typeof(OrderDelivered), typeof(SaleRejectedByOperator), typeof(SaleActivated), typeof(SaleCancelled), typeof(SaleChargedBack),
    ];

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "team_id", "agent_id", "plan", "kind", "date"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded) => recorded.Data switch
    {
        SaleSubmitted e => Of(Submitted, e.Sale, e.Moment),
        SaleResubmitted e => Of(Resubmitted, e.Sale, e.Moment),
        SaleApproved e => Of(Approved, e.Sale, e.Moment),
        SaleReturned e => Of(Returned, e.Sale, e.Moment),
        SaleRejected { From: SaleState.PendingReview } e => [.. Of(Rejected, e.Sale, e.Moment), .. Of(RejectedInReview, e.Sale, e.Moment)],
        SaleRejected e => Of(Rejected, e.Sale, e.Moment),
        SaleEscalated e => Of(Escalated, e.Sale, e.Moment),
        SaleConfirmed e => Of(Confirmed, e.Sale, e.Moment),
        OrderKeyed e => Of(Ordered, e.Sale, e.Moment),
        OrderDelivered e => Of(Delivered, e.Sale, e.Moment),
        SaleRejectedByOperator e => Of(OperatorRejected, e.Sale, e.Moment),
        SaleActivated e => Of(Activated, e.Sale, e.Moment),
        SaleCancelled e => Of(Cancelled, e.Sale, e.Moment),
        SaleChargedBack e => Of(ChargedBack, e.Sale, e.Moment),
        _ => [],
    };

    internal static string[] Key(SaleFacts sale, BusinessMoment moment) =>
    [
        Dimension.Of(sale.Work.CampaignId), Dimension.Of(sale.Work.TeamId), Dimension.Of(sale.Work.AgentId), sale.PlanCode, Dimension.Of(sale.Kind), Dimension.Of(moment.Date),
    ];

    private static IEnumerable<CounterDelta> Of(string measure, SaleFacts sale, BusinessMoment moment) => [new(measure, 1, Key(sale, moment))];
}

/// <summary>Returns by what they name as reason; one that names two counts under both.</summary>
public sealed class SaleReturnReasons() : CounterProjection(version: 1)
{
    public const string Returned = "returned";

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SaleReturned)];

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "team_id", "agent_id", "plan", "kind", "date", "reason"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded) => recorded.Data is SaleReturned e
        ? e.Reasons.Distinct().Select(reason => new CounterDelta(Returned, 1, [.. SaleCounts.Key(e.Sale, e.Moment), Dimension.Of(reason)]))
        : [];
}

using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Kpis;

/// <summary>
/// The course of every sale: which steps it reached, and each of its stays in a tray with how long it was. What is asked about single sales (conversion,
/// medians) is computed from these and from nothing that was averaged before.
/// </summary>
public sealed class SaleCourses() : StreamProjection<SaleCourse>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(SaleSubmitted), typeof(SaleResubmitted), typeof(SaleReassigned), typeof(SaleApproved), typeof(SaleReturned), typeof(SaleRejected), typeof(SaleEscalated),
        typeof(SaleEscalationSolved), typeof(SaleConfirmed), typeof(OrderKeyed), typeof(OrderDelivered), typeof(OrderDeliveryFailed), typeof(OrderDeliveryRetried),
        typeof(SaleRejectedByOperator), typeof(OrderRekeyed), typeof(SaleActivated), typeof(SaleCancelled), typeof(SaleChargedBack),
    ];

    public override SaleCourse? Evolve(SaleCourse? course, Recorded recorded) => recorded.Data switch
    {
        SaleSubmitted e => SaleCourse.Begun(e),
        _ when course is null => null,
        SaleResubmitted e => (course with { Steps = e.Steps, PlanCode = e.Sale.PlanCode }).To(SaleState.PendingReview, e.Sale, e.Moment),
        SaleReassigned e => course.Of(e.Sale),
        SaleApproved e => (course with { ApprovedOn = course.ApprovedOn ?? e.Moment.Date, Confirmed = false }).To(SaleState.Approved, e.Sale, e.Moment),
        SaleReturned e => (course with { Returns = course.Returns + 1 }).To(SaleState.Returned, e.Sale, e.Moment),
        SaleRejected e => (course with { RejectedOn = e.Moment.Date }).To(SaleState.Rejected, e.Sale, e.Moment),
        SaleEscalated e => course.To(SaleState.Escalated, e.Sale, e.Moment),
        SaleEscalationSolved e => course.To(e.BackTo, e.Sale, e.Moment),
        SaleConfirmed e => (course with { Confirmed = true }).To(SaleState.Approved, e.Sale, e.Moment),
        OrderKeyed e => (course with { OrderedOn = course.OrderedOn ?? e.Moment.Date }).To(SaleState.OrderEntered, e.Sale, e.Moment),
        OrderDelivered e => (course with { DeliveredOn = e.DeliveredOn }).To(SaleState.Delivered, e.Sale, e.Moment),
        OrderDeliveryFailed e => course.To(SaleState.DeliveryFailed, e.Sale, e.Moment),
        OrderDeliveryRetried e => course.To(SaleState.OrderEntered, e.Sale, e.Moment),
        SaleRejectedByOperator e => course.To(SaleState.OperatorRejected, e.Sale, e.Moment),
        OrderRekeyed e => course.To(SaleState.OrderEntered, e.Sale, e.Moment),
        SaleActivated e => (course with { ActivatedOn = e.ActivatedOn }).To(SaleState.Activated, e.Sale, e.Moment),
        SaleCancelled e => (course with { CancelledOn = e.Moment.Date }).To(SaleState.Cancelled, e.Sale, e.Moment),
        SaleChargedBack e => (course with { ChargedBackOn = e.ChargedBackOn }).To(SaleState.ChargedBack, e.Sale, e.Moment),
        _ => course,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("plan", "planCode").Text("kind", "kind")
        .Text("submitted_on", "submittedOn").Text("approved_on", "approvedOn").Text("ordered_on", "orderedOn").Text("delivered_on", "deliveredOn").Text("activated_on", "activatedOn")
        .Text("last_left_on", "lastLeftOn")
        .Index(["campaign_id", "submitted_on"]).Index(["campaign_id", "last_left_on"]);
}

/// <param name="TeamId">Of whose sale it is now.</param>
/// <param name="InTray">The tray it is in; <c>null</c>: it is over.</param>
/// <param name="Since">When it came into it, UTC.</param>
/// <param name="Stays">Those that are over.</param>
public sealed record SaleCourse(
    SaleId SaleId, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, SaleKind Kind, string PlanCode, SaleSteps Steps, DateOnly SubmittedOn, SaleState State,
    bool Confirmed, SaleTray? InTray, DateTimeOffset Since, IReadOnlyList<TrayStay> Stays)
{
    public int Returns { get; init; }
    public DateOnly? ApprovedOn { get; init; }
    public DateOnly? OrderedOn { get; init; }
    public DateOnly? DeliveredOn { get; init; }
    public DateOnly? ActivatedOn { get; init; }
    public DateOnly? RejectedOn { get; init; }
    public DateOnly? CancelledOn { get; init; }
    public DateOnly? ChargedBackOn { get; init; }

    /// <summary>The business date on which its last stay in a tray ended.</summary>
    public DateOnly? LastLeftOn { get; init; }

    internal static SaleCourse Begun(SaleSubmitted e) => new(
        e.SaleId, e.Sale.Work.CampaignId, e.Sale.Work.TeamId, e.Sale.Work.AgentId, e.Sale.Kind, e.Sale.PlanCode, e.Steps, e.Moment.Date, SaleState.PendingReview,
        Confirmed: false, SaleTray.PendingReview, e.Moment.At, []);

    internal SaleCourse Of(SaleFacts sale) => this with { TeamId = sale.Work.TeamId, AgentId = sale.Work.AgentId };

    // A step that stays in the tray does not end the stay.
    internal SaleCourse To(SaleState state, SaleFacts sale, BusinessMoment moment)
    {
        var (moved, tray) = (Of(sale) with { State = state }, SaleTrays.TrayOf(state, Steps, Confirmed));
        if (tray == InTray) return moved;

        return InTray is not { } left
            ? moved with { InTray = tray, Since = moment.At }
            : moved with
            {
                InTray = tray,
                Since = moment.At,
                LastLeftOn = moment.Date,
                Stays = [.. Stays, new(left, moment.Date, (decimal)(moment.At - Since).Ticks / TimeSpan.TicksPerSecond)],
            };
    }
}

/// <param name="LeftOn">Business date on which it left the tray.</param>
/// <param name="Seconds">From entering to leaving, by the clock on the wall.</param>
public sealed record TrayStay(SaleTray Tray, DateOnly LeftOn, decimal Seconds);

using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales;

/// <summary>
/// The sales somebody still has to do something about, each in one tray; a sale that is over has no row. So the trays stay as small as the work there is,
/// however many sales there were. Who the customer is stands in <see cref="SaleDirectory"/>.
/// </summary>
public sealed class SalesTray() : StreamProjection<SaleInTray>(version: 1), ILiveTray<SaleInTray>
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(SaleSubmitted), typeof(SaleClaimed), typeof(SaleClaimReleased), typeof(SaleClaimExpired), typeof(SaleApproved), typeof(SaleReturned), typeof(SaleResubmitted),
        typeof(SaleReassigned), typeof(SaleEscalated), typeof(SaleEscalationSolved), typeof(SaleConfirmed), typeof(OrderKeyed), typeof(OrderNumberCorrected),
        typeof(OrderDelivered), typeof(OrderDeliveryFailed), typeof(OrderDeliveryRetried), typeof(SaleRejectedByOperator), typeof(OrderRekeyed),
        typeof(SaleActivated), typeof(SaleRejected), typeof(SaleCancelled),
    ];

    public override SaleInTray? Evolve(SaleInTray? row, Recorded recorded) => recorded.Data switch
    {
        SaleSubmitted e => new SaleInTray(
            e.SaleId, e.CustomerId, e.Sale.Number, e.Sale.Kind, e.Sale.Work.CampaignId, e.Sale.Work.TeamId, e.Sale.Work.AgentId, e.Plan.PlanId, e.Plan.Code, e.Plan.Terms.Name,
            e.Steps, SaleState.PendingReview, e.Moment.At, SaleTray.PendingReview, e.Moment.At, e.Moment.At)
        {
            DeliverOn = e.Terms.DeliverOn,
            PortingWindowOn = e.Terms.PortingWindowOn,
            InstallOn = e.Terms.InstallOn,
        },
        _ when row is null => null,
        SaleClaimed e => row with { ClaimedBy = e.ReviewerId, ClaimedUntil = e.ExpiresAt.ToUniversalTime() },
        SaleClaimReleased or SaleClaimExpired => row with { ClaimedBy = null, ClaimedUntil = null },
        SaleApproved e => row.To(SaleState.Approved, e.Moment.At, confirmed: false),
        SaleReturned e => row.To(SaleState.Returned, e.Moment.At) with { ReturnReasons = e.Reasons, FieldsToCorrect = e.Fields, CancelsAt = e.CancelsAt.ToUniversalTime() },
        SaleResubmitted e => (row with
        {
            CustomerId = e.CustomerId,
            PlanId = e.Plan.PlanId,
            PlanCode = e.Plan.Code,
            PlanName = e.Plan.Terms.Name,
            Steps = e.Steps,
            DeliverOn = e.Terms.DeliverOn,
            PortingWindowOn = e.Terms.PortingWindowOn,
            InstallOn = e.Terms.InstallOn,
            Returns = row.Returns + 1,
        }).To(SaleState.PendingReview, e.Moment.At),
        SaleReassigned e => row with { TeamId = e.Sale.Work.TeamId, AgentId = e.Sale.Work.AgentId },
        SaleEscalated e => row.To(SaleState.Escalated, e.Moment.At) with { EscalationReason = e.Reason },
        SaleEscalationSolved e => row.To(e.BackTo, e.Moment.At),
        SaleConfirmed e => row.To(SaleState.Approved, e.Moment.At, confirmed: true),
        OrderKeyed e => row.To(SaleState.OrderEntered, e.Moment.At) with { OrderNumber = e.OrderNumber },
        OrderNumberCorrected e => row with { OrderNumber = e.NewOrderNumber },
        OrderDelivered e => row.To(SaleState.Delivered, e.Moment.At),
        OrderDeliveryFailed e => row.To(SaleState.DeliveryFailed, e.Moment.At) with { DeliveryFailure = e.Reason, FailedDeliveries = e.Attempt },
        OrderDeliveryRetried e => row.To(SaleState.OrderEntered, e.Moment.At) with { DeliverOn = e.DeliverOn ?? row.DeliverOn },
        SaleRejectedByOperator e => row.To(SaleState.OperatorRejected, e.Moment.At) with { OperatorRejection = e.Reason },
        OrderRekeyed e => row.To(SaleState.OrderEntered, e.Moment.At) with { OrderNumber = e.NewOrderNumber },
        SaleActivated or SaleRejected or SaleCancelled => null,
        _ => row,
    };

    public TrayRoute Route(SaleInTray row) => new(row.CampaignId, row.TeamId, row.AgentId, TrayRoute.PlaceOf(row.Tray));

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("kind", "kind").Text("tray", "tray").Text("state", "state")
        .Instant("since", "traySince").Instant("claimed_until", "claimedUntil").Text("claimed_by", "claimedBy")
        .Index(["tray", "since", "id"]).Index(["campaign_id", "tray", "since", "id"]).Index(["team_id", "tray", "since", "id"]).Index(["agent_id", "tray", "since", "id"]);
}

/// <param name="StateSince">When it came into its state, UTC.</param>
/// <param name="TraySince">When it came into its tray, UTC: what its age and its being late are reckoned from.</param>
/// <param name="SubmittedAt">UTC.</param>
public sealed record SaleInTray(
    SaleId SaleId, CustomerId CustomerId, string Number, SaleKind Kind, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, PlanId PlanId, string PlanCode, string PlanName,
    SaleSteps Steps, SaleState State, DateTimeOffset StateSince, SaleTray Tray, DateTimeOffset TraySince, DateTimeOffset SubmittedAt)
{
    /// <summary>Whose claim it is; it counts only before <see cref="ClaimedUntil"/>.</summary>
    public UserId? ClaimedBy { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    public bool Confirmed { get; init; }
    public DateOnly? DeliverOn { get; init; }
    public DateOnly? PortingWindowOn { get; init; }
    public DateOnly? InstallOn { get; init; }

    /// <summary>How often it was returned and came again.</summary>
    public int Returns { get; init; }

    public IReadOnlyList<ReturnReason> ReturnReasons { get; init; } = [];
    public IReadOnlyList<SaleField> FieldsToCorrect { get; init; } = [];

    /// <summary>When it is cancelled if nobody touches it, UTC.</summary>
    public DateTimeOffset? CancelsAt { get; init; }

    public EscalationReason? EscalationReason { get; init; }
    public OperatorRejection? OperatorRejection { get; init; }
    public DeliveryFailure? DeliveryFailure { get; init; }
    public int FailedDeliveries { get; init; }
    public string? OrderNumber { get; init; }

    // What is said of the state before is not said of the next.
    internal SaleInTray To(SaleState state, DateTimeOffset at, bool? confirmed = null)
    {
        var yes = confirmed ?? Confirmed;
        var tray = SaleTrays.TrayOf(state, Steps, yes) ?? throw new InvalidOperationException($"A sale that is {state} is in no tray.");
        return this with
        {
            State = state,
            StateSince = at,
            Tray = tray,
            TraySince = tray == Tray ? TraySince : at,
            Confirmed = yes,
            ClaimedBy = null,
            ClaimedUntil = null,
            ReturnReasons = [],
            FieldsToCorrect = [],
            CancelsAt = null,
            EscalationReason = null,
            OperatorRejection = null,
            DeliveryFailure = null,
        };
    }
}

using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;

namespace Crm.Projections.TelecomSales;

/// <summary>Every sale in a line: the list with its filters, who the customer is, and the search by name, document, phone, number and order.</summary>
public sealed class SaleDirectory() : StreamProjection<SaleEntry>(version: 2)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(SaleSubmitted), typeof(SaleApproved), typeof(SaleReturned), typeof(SaleResubmitted), typeof(SaleReassigned), typeof(SaleEscalated), typeof(SaleEscalationSolved),
        typeof(OrderKeyed), typeof(OrderNumberCorrected), typeof(OrderDelivered), typeof(OrderDeliveryFailed), typeof(OrderDeliveryRetried), typeof(SaleRejectedByOperator),
        typeof(OrderRekeyed), typeof(SaleActivated), typeof(SaleRejected), typeof(SaleCancelled), typeof(SaleChargedBack), typeof(RecordTextErased),
    ];

    public override SaleEntry? Evolve(SaleEntry? row, Recorded recorded) => recorded.Data switch
    {
        SaleSubmitted e => new SaleEntry(
            e.SaleId, e.CustomerId, e.Sale.Number, e.Sale.Kind, e.Sale.Work.CampaignId, e.Sale.Work.TeamId, e.Sale.Work.AgentId, e.Plan.PlanId, e.Plan.Code, e.Plan.Terms.Name,
            e.Plan.Terms.MonthlyChargeWithVat, e.Sale.InBase, e.Terms.DocumentType, e.DocumentNumber, e.FullName, e.LegalizationPhone, e.NumberToPort,
            SaleState.PendingReview, e.Moment.At, e.Moment.Date, e.Moment.At),
        _ when row is null => null,
        SaleApproved e => row.To(SaleState.Approved, e.Moment),
        SaleReturned e => row.To(SaleState.Returned, e.Moment),
        SaleResubmitted e => row.To(SaleState.PendingReview, e.Moment) with
        {
            CustomerId = e.CustomerId,
            PlanId = e.Plan.PlanId,
            PlanCode = e.Plan.Code,
            PlanName = e.Plan.Terms.Name,
            MonthlyChargeWithVat = e.Plan.Terms.MonthlyChargeWithVat,
            InBase = e.Sale.InBase,
            DocumentType = e.Terms.DocumentType,
            DocumentNumber = e.DocumentNumber,
            FullName = e.FullName,
            Phone = e.LegalizationPhone,
            NumberToPort = e.NumberToPort,
        },
        SaleReassigned e => row with { TeamId = e.Sale.Work.TeamId, AgentId = e.Sale.Work.AgentId },
        SaleEscalated e => row.To(SaleState.Escalated, e.Moment),
        SaleEscalationSolved e => row.To(e.BackTo, e.Moment),
        OrderKeyed e => row.To(SaleState.OrderEntered, e.Moment) with { OrderNumber = e.OrderNumber },
        OrderNumberCorrected e => row with { OrderNumber = e.NewOrderNumber },
        OrderDelivered e => row.To(SaleState.Delivered, e.Moment),
        OrderDeliveryFailed e => row.To(SaleState.DeliveryFailed, e.Moment),
        OrderDeliveryRetried e => row.To(SaleState.OrderEntered, e.Moment),
        SaleRejectedByOperator e => row.To(SaleState.OperatorRejected, e.Moment),
        OrderRekeyed e => row.To(SaleState.OrderEntered, e.Moment) with { OrderNumber = e.NewOrderNumber },
        SaleActivated e => row.To(SaleState.Activated, e.Moment) with { ActivatedOn = e.ActivatedOn },
        SaleRejected e => row.To(SaleState.Rejected, e.Moment),
        SaleCancelled e => row.To(SaleState.Cancelled, e.Moment),
        SaleChargedBack e => row.To(SaleState.ChargedBack, e.Moment),
        RecordTextErased e when e.SubjectId == row.CustomerId.Value => row with
        {
            DocumentNumber = Erasure.Placeholder,
            FullName = Erasure.Placeholder,
            Phone = Erasure.Placeholder,
            NumberToPort = row.NumberToPort is null ? null : Erasure.Placeholder,
        },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("kind", "kind").Text("state", "state").Text("plan_id", "planId")
        .Text("customer_id", "customerId").Text("submitted_on", "submittedOn").Instant("submitted_at", "submittedAt").Text("search", "search")
        .Index(["submitted_at desc", "id desc"]).Index(["campaign_id", "submitted_at desc", "id desc"]).Index(["agent_id", "submitted_at desc", "id desc"])
        .Index(["team_id", "submitted_at desc", "id desc"]).Index(["campaign_id", "state", "submitted_at desc", "id desc"]).Index(["customer_id"]).Search("search");
}

/// <param name="Phone">Of the legalization call, E.164.</param>
/// <param name="SubmittedOn">At the campaign's wall clock.</param>
/// <param name="StateSince">UTC.</param>
public sealed record SaleEntry(
    SaleId SaleId, CustomerId CustomerId, string Number, SaleKind Kind, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, PlanId PlanId, string PlanCode, string PlanName,
    Money MonthlyChargeWithVat, bool InBase, string DocumentType, string DocumentNumber, string FullName, string Phone, string? NumberToPort,
    SaleState State, DateTimeOffset SubmittedAt, DateOnly SubmittedOn, DateTimeOffset StateSince)
{
    public string? OrderNumber { get; init; }
    public DateOnly? ActivatedOn { get; init; }

    /// <summary>What a search looks in. Nobody is found by having been erased.</summary>
    public string Search => string.Join(' ', FullName == Erasure.Placeholder
        ? [SearchText.OfCode(Number), SearchText.OfCode(OrderNumber)]
        : (string[])[SearchText.OfName(FullName), SearchText.OfCode(DocumentNumber), SearchText.OfCode(Phone), SearchText.OfCode(NumberToPort), SearchText.OfCode(Number), SearchText.OfCode(OrderNumber)]);

    internal SaleEntry To(SaleState state, BusinessMoment moment) => this with { State = state, StateSince = moment.At };
}

using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Reports;

/// <summary>Every sale as reports list it, flat: who, what, where it stands, and its escalations.</summary>
public sealed class SaleSheets() : StreamProjection<SaleSheet>(version: 2)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(SaleSubmitted), typeof(SaleApproved), typeof(SaleReturned), typeof(SaleResubmitted), typeof(SaleReassigned), typeof(SaleRejected), typeof(SaleEscalated),
        typeof(SaleEscalationSolved), typeof(SaleConfirmed), typeof(OrderKeyed), typeof(OrderNumberCorrected), typeof(OrderDelivered), typeof(OrderDeliveryFailed),
        typeof(OrderDeliveryRetried), typeof(SaleActivated), typeof(SaleRejectedByOperator), typeof(OrderRekeyed), typeof(SaleChargedBack), typeof(SaleCancelled), typeof(RecordTextErased),
    ];

    public override SaleSheet? Evolve(SaleSheet? sheet, Recorded recorded) => recorded.Data switch
    {
        SaleSubmitted e => Submitted(e),
        _ when sheet is null => null,
        SaleApproved e => sheet.At(SaleState.Approved, e.Moment) with { ReviewerId = e.ReviewerId },
        SaleReturned e => sheet.At(SaleState.Returned, e.Moment) with { ReviewerId = e.ReviewerId },
        SaleResubmitted e => Resubmitted(sheet, e),
        SaleReassigned e => sheet.At(sheet.State, e.Moment) with { TeamId = e.Sale.Work.TeamId, AgentId = e.Sale.Work.AgentId },
        SaleRejected e => sheet.Ended(solved: false, e.Moment).At(SaleState.Rejected, e.Moment) with { ReviewerId = e.By },
        SaleEscalated e => sheet.At(SaleState.Escalated, e.Moment) with
        {
            Escalations = [.. sheet.Escalations, new(e.Reason, e.Comment, e.Moment.At, e.Moment.Date, null, null, null)],
            LastEscalatedOn = e.Moment.Date,
        },
        SaleEscalationSolved e => sheet.Ended(solved: true, e.Moment).At(e.BackTo, e.Moment),
        SaleConfirmed e => sheet.At(sheet.State, e.Moment) with { ConfirmedOn = e.Moment.Date },
        OrderKeyed e => sheet.At(SaleState.OrderEntered, e.Moment) with { OrderNumber = e.OrderNumber },
        OrderNumberCorrected e => sheet.At(sheet.State, e.Moment) with { OrderNumber = e.NewOrderNumber },
        OrderDelivered e => sheet.At(SaleState.Delivered, e.Moment) with { DeliveredOn = e.DeliveredOn },
        OrderDeliveryFailed e => sheet.At(SaleState.DeliveryFailed, e.Moment),
        OrderDeliveryRetried e => sheet.At(SaleState.OrderEntered, e.Moment) with { DeliverOn = e.DeliverOn ?? sheet.DeliverOn },
        SaleActivated e => sheet.At(SaleState.Activated, e.Moment) with { ActivatedOn = e.ActivatedOn },
        SaleRejectedByOperator e => sheet.At(SaleState.OperatorRejected, e.Moment),
        OrderRekeyed e => sheet.At(SaleState.OrderEntered, e.Moment) with { OrderNumber = e.NewOrderNumber },
        SaleChargedBack e => sheet.At(SaleState.ChargedBack, e.Moment),
        SaleCancelled e => sheet.Ended(solved: false, e.Moment).At(SaleState.Cancelled, e.Moment),
        RecordTextErased e when e.SubjectId != sheet.CustomerId.Value => sheet with { Escalations = sheet.EscalationsHidden(sheet.FormerEscalations) },
        RecordTextErased => sheet with
        {
            DocumentNumber = Erasure.Placeholder,
            FullName = Erasure.Placeholder,
            LegalizationPhone = Erasure.Placeholder,
            NumberToPort = Erased(sheet.NumberToPort),
            PortingPin = Erased(sheet.PortingPin),
            InstallationAddress = Erased(sheet.InstallationAddress),
            Note = Erased(sheet.Note),
            Escalations = sheet.EscalationsHidden(sheet.Escalations.Count),
        },
        _ => sheet,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("kind", "kind").Text("state", "state").Text("created_on", "createdOn")
        .Text("last_escalated_on", "lastEscalatedOn")
        .Index(["created_on", "id"]).Index(["campaign_id", "created_on", "id"]).Index(["agent_id", "created_on", "id"]).Index(["last_escalated_on", "id"], where: "last_escalated_on is not null");

    private static SaleSheet Submitted(SaleSubmitted e) => new(
        e.SaleId, e.Sale.Number, e.Sale.Kind, e.Sale.Work.CampaignId, e.Sale.Work.TeamId, e.Sale.Work.AgentId, SaleState.PendingReview, e.Terms.DocumentType, e.DocumentNumber, e.FullName,
        e.LegalizationPhone, e.Plan.Code, e.Plan.Terms.Name, e.Plan.Terms.MonthlyCharge, e.Plan.Terms.MonthlyChargeWithVat, e.Moment.At, e.Moment.Date, e.Moment.Zone, e.Moment.At)
    {
        CustomerId = e.CustomerId,
        InBase = e.Base.InBase,
        LeadId = e.Base.LeadId,
        NumberToPort = e.NumberToPort,
        PortingPin = e.PortingPin,
        InstallationAddress = e.InstallationAddress,
        Note = e.Note,
        DocumentIssuedOn = e.Terms.DocumentIssuedOn,
        LeadSource = e.Terms.LeadSource,
        DeliverOn = e.Terms.DeliverOn,
        PortingWindowOn = e.Terms.PortingWindowOn,
        InstallOn = e.Terms.InstallOn,
        PreviousCharge = e.Terms.PreviousCharge,
    };

    private static SaleSheet Resubmitted(SaleSheet sheet, SaleResubmitted e) => sheet.At(SaleState.PendingReview, e.Moment) with
    {
        CustomerId = e.CustomerId,
        FormerEscalations = e.CustomerId == sheet.CustomerId ? sheet.FormerEscalations : sheet.Escalations.Count,
        DocumentType = e.Terms.DocumentType,
        DocumentNumber = e.DocumentNumber,
        FullName = e.FullName,
        LegalizationPhone = e.LegalizationPhone,
        PlanCode = e.Plan.Code,
        PlanName = e.Plan.Terms.Name,
        MonthlyCharge = e.Plan.Terms.MonthlyCharge,
        MonthlyChargeWithVat = e.Plan.Terms.MonthlyChargeWithVat,
        InBase = e.Base.InBase,
        LeadId = e.Base.LeadId,
        NumberToPort = e.NumberToPort,
        PortingPin = e.PortingPin,
        InstallationAddress = e.InstallationAddress,
        Note = e.Note,
        DocumentIssuedOn = e.Terms.DocumentIssuedOn,
        LeadSource = e.Terms.LeadSource,
        DeliverOn = e.Terms.DeliverOn,
        PortingWindowOn = e.Terms.PortingWindowOn,
        InstallOn = e.Terms.InstallOn,
        PreviousCharge = e.Terms.PreviousCharge,
    };

    private static string? Erased(string? text) => text is null ? null : Erasure.Placeholder;
}

/// <summary>A sale as reports list it.</summary>
/// <param name="DocumentNumber">Personal, as name, phones, PIN, address and note.</param>
/// <param name="MonthlyCharge">Without VAT, of the plan as it was sold.</param>
/// <param name="CreatedOn">Date in <paramref name="Zone"/>, the campaign's.</param>
public sealed record SaleSheet(
    SaleId SaleId, string Number, SaleKind Kind, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, SaleState State, string DocumentType, string DocumentNumber, string FullName,
    string LegalizationPhone, string PlanCode, string PlanName, Money MonthlyCharge, Money MonthlyChargeWithVat, DateTimeOffset CreatedAt, DateOnly CreatedOn, string Zone,
    DateTimeOffset UpdatedAt)
{
    public CustomerId CustomerId { get; init; }

    /// <summary>How many of the first escalations speak of another customer, to whom it was sold before the document was corrected.</summary>
    public int FormerEscalations { get; init; }

    public bool InBase { get; init; }
    public LeadId? LeadId { get; init; }
    public string? NumberToPort { get; init; }
    public string? PortingPin { get; init; }
    public string? InstallationAddress { get; init; }
    public string? Note { get; init; }
    public DateOnly? DocumentIssuedOn { get; init; }
    public string? LeadSource { get; init; }
    public DateOnly? DeliverOn { get; init; }
    public DateOnly? PortingWindowOn { get; init; }
    public DateOnly? InstallOn { get; init; }
    public Money? PreviousCharge { get; init; }

    /// <summary>Who decided on it last.</summary>
    public UserId? ReviewerId { get; init; }
    public string? OrderNumber { get; init; }
    public DateOnly? ConfirmedOn { get; init; }
    public DateOnly? DeliveredOn { get; init; }
    public DateOnly? ActivatedOn { get; init; }
    public DateOnly? LastEscalatedOn { get; init; }
    public IReadOnlyList<SheetEscalation> Escalations { get; init; } = [];

    internal SaleSheet At(SaleState state, BusinessMoment moment) => this with { State = state, UpdatedAt = moment.At };

    internal IReadOnlyList<SheetEscalation> EscalationsHidden(int first) =>
        [.. Escalations.Select((escalation, index) => index < first && escalation.Comment is not null ? escalation with { Comment = Erasure.Placeholder } : escalation)];

    /// <summary>The escalation that is open, if one is, came to its end.</summary>
    internal SaleSheet Ended(bool solved, BusinessMoment moment) => State is SaleState.Escalated && Escalations.Count > 0
        ? this with { Escalations = [.. Escalations.SkipLast(1), Escalations[^1] with { EndedAt = moment.At, EndedOn = moment.Date, Solved = solved }] }
        : this;
}

/// <param name="Comment">Personal.</param>
/// <param name="EscalatedOn">Date at the campaign's wall clock.</param>
/// <param name="Solved"><c>null</c>: it is open.</param>
public sealed record SheetEscalation(
    EscalationReason Reason, string? Comment, DateTimeOffset EscalatedAt, DateOnly EscalatedOn, DateTimeOffset? EndedAt, DateOnly? EndedOn, bool? Solved);

using System.Text.Json;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales;

/// <summary>Everything about one sale for its page: what was agreed, where it stands, and every step it took.</summary>
public sealed class SaleFile() : StreamProjection<SaleRecord>(version: 2)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(SaleSubmitted), typeof(SaleClaimed), typeof(SaleClaimReleased), typeof(SaleClaimExpired), typeof(SaleApproved), typeof(SaleReturned), typeof(SaleResubmitted),
        typeof(SaleReassigned), typeof(SaleRejected), typeof(SaleEscalated), typeof(SaleEscalationSolved), typeof(SaleConfirmed), typeof(OrderKeyed), typeof(OrderNumberCorrected),
        typeof(OrderDelivered), typeof(OrderDeliveryFailed), typeof(OrderDeliveryRetried), typeof(SaleActivated), typeof(SaleRejectedByOperator), typeof(OrderRekeyed),
        typeof(SaleChargedBack), typeof(SaleCancelled), typeof(SaleNoted), typeof(RecordTextErased),
    ];

    public override SaleRecord? Evolve(SaleRecord? row, Recorded recorded) => recorded.Data switch
    {
        SaleSubmitted e => new SaleRecord(
            e.SaleId, e.CustomerId, e.Sale.Number, e.Sale.Kind, e.Sale.Work.CampaignId, e.Sale.Work.TeamId, e.Sale.Work.AgentId, e.Plan, e.Terms, e.Steps, e.Base, e.PolicyVersion,
            e.CallbackId, new(e.DocumentNumber, e.FullName, e.LegalizationPhone, e.NumberToPort, e.PortingPin, e.InstallationAddress, e.Note), SaleState.PendingReview, e.Moment.At)
            .Step(recorded, e.Sale.Work.AgentId, e.Moment, SaleState.PendingReview),
        _ when row is null => null,
        SaleClaimed e => row.Step(recorded, e.ReviewerId, e.Moment) with { ClaimedBy = e.ReviewerId, ClaimedUntil = e.ExpiresAt.ToUniversalTime() },
        SaleClaimReleased e => row.Step(recorded, e.By, e.Moment) with { ClaimedBy = null, ClaimedUntil = null },
        SaleClaimExpired e => row.Step(recorded, null, e.Moment) with { ClaimedBy = null, ClaimedUntil = null },
        SaleApproved e => row.Step(recorded, e.ReviewerId, e.Moment, SaleState.Approved, e.Comment) with { Confirmed = false },
        SaleReturned e => row.Step(recorded, e.ReviewerId, e.Moment, SaleState.Returned, e.Comment, step => step with { Reasons = Names(e.Reasons), Fields = e.Fields }) with
        {
            FieldsToCorrect = e.Fields,
            ReturnReasons = e.Reasons,
            CancelsAt = e.CancelsAt.ToUniversalTime(),
        },
        SaleResubmitted e => (row.SoldTo(e.CustomerId) with
        {
            CustomerId = e.CustomerId,
            Plan = e.Plan,
            Terms = e.Terms,
            Steps = e.Steps,
            Base = e.Base,
            PolicyVersion = e.PolicyVersion,
            Details = new(e.DocumentNumber, e.FullName, e.LegalizationPhone, e.NumberToPort, e.PortingPin, e.InstallationAddress, e.Note),
        }).Step(recorded, e.By, e.Moment, SaleState.PendingReview, e.Comment, step => step with { Fields = e.Changed, Changes = SaleDifference.Of(e) }),
        SaleReassigned e => row.Step(recorded, e.By, e.Moment) with { TeamId = e.Sale.Work.TeamId, AgentId = e.Sale.Work.AgentId },
        SaleRejected e => row.Step(recorded, e.By, e.Moment, SaleState.Rejected, e.Comment, step => step with { Reasons = [Code(e.Reason)] }),
        SaleEscalated e => row.Step(recorded, e.By, e.Moment, SaleState.Escalated, e.Comment, step => step with { Reasons = [Code(e.Reason)] }) with { EscalatedFrom = e.From },
        SaleEscalationSolved e => row.Step(recorded, e.By, e.Moment, e.BackTo, e.Comment),
        SaleConfirmed e => row.Step(recorded, e.By, e.Moment, SaleState.Approved, e.Comment) with { Confirmed = true },
        OrderKeyed e => row.Step(recorded, e.By, e.Moment, SaleState.OrderEntered, null, step => step with { OrderNumber = e.OrderNumber }) with { OrderNumber = e.OrderNumber },
        OrderNumberCorrected e => row.Step(recorded, e.By, e.Moment, null, null, step => step with { OrderNumber = e.NewOrderNumber }) with { OrderNumber = e.NewOrderNumber },
        OrderDelivered e => row.Step(recorded, e.By, e.Moment, SaleState.Delivered, null, step => step with { On = e.DeliveredOn }) with { DeliveredOn = e.DeliveredOn },
        OrderDeliveryFailed e => row.Step(recorded, e.By, e.Moment, SaleState.DeliveryFailed, e.Comment, step => step with { Reasons = [Code(e.Reason)] }) with { FailedDeliveries = e.Attempt },
        OrderDeliveryRetried e => row.Step(recorded, e.By, e.Moment, SaleState.OrderEntered, null, step => step with { On = e.DeliverOn }) with
        {
            Terms = row.Terms with { DeliverOn = e.DeliverOn ?? row.Terms.DeliverOn },
        },
        SaleActivated e => row.Step(recorded, e.By, e.Moment, SaleState.Activated, null, step => step with { On = e.ActivatedOn }) with
        {
            ActivatedOn = e.ActivatedOn,
            ClawbackUntil = e.ClawbackUntil,
        },
        SaleRejectedByOperator e => row.Step(recorded, e.By, e.Moment, SaleState.OperatorRejected, e.Comment, step => step with { Reasons = [Code(e.Reason)] }),
        OrderRekeyed e => row.Step(recorded, e.By, e.Moment, SaleState.OrderEntered, e.Comment, step => step with { OrderNumber = e.NewOrderNumber }) with { OrderNumber = e.NewOrderNumber },
        SaleChargedBack e => row.Step(recorded, e.By, e.Moment, SaleState.ChargedBack, e.Comment, step => step with { Reasons = [Code(e.Reason)], On = e.ChargedBackOn }),
        SaleCancelled e => row.Step(recorded, e.By, e.Moment, SaleState.Cancelled, e.Comment, step => step with { Reasons = [Code(e.Reason)] }),
        SaleNoted e => row.Step(recorded, e.By, e.Moment, null, e.Note),
        RecordTextErased e => row.Erased(e.SubjectId),
        _ => row,
    };

    public override void Describe(DocumentColumns columns) =>
        columns.Text("number", "number").Text("customer_id", "customerId").Text("persons", "persons").Index(["number"], unique: true).Index(["customer_id"]).Search("persons");

    private static IReadOnlyList<string> Names(IEnumerable<ReturnReason> reasons) => [.. reasons.Select(reason => Code(reason))];

    private static string Code<TReason>(TReason reason) where TReason : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
}

/// <param name="Since">When it came into its state, UTC.</param>
/// <param name="Details">Personal: who the customer is and his line.</param>
public sealed record SaleRecord(
    SaleId SaleId, CustomerId CustomerId, string Number, SaleKind Kind, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, PlanSnapshot Plan, SaleTerms Terms, SaleSteps Steps,
    BaseMatch Base, int PolicyVersion, CallbackId? CallbackId, SaleDetails Details, SaleState State, DateTimeOffset Since)
{
    public UserId? ClaimedBy { get; init; }
    public DateTimeOffset? ClaimedUntil { get; init; }
    public bool Confirmed { get; init; }
    public SaleState? EscalatedFrom { get; init; }
    public IReadOnlyList<ReturnReason> ReturnReasons { get; init; } = [];
    public IReadOnlyList<SaleField> FieldsToCorrect { get; init; } = [];
    public DateTimeOffset? CancelsAt { get; init; }
    public string? OrderNumber { get; init; }
    public DateOnly? DeliveredOn { get; init; }
    public int FailedDeliveries { get; init; }
    public DateOnly? ActivatedOn { get; init; }
    public DateOnly? ClawbackUntil { get; init; }
    public IReadOnlyList<SaleTimelineStep> Timeline { get; init; } = [];

    /// <summary>Whose sale it was before the document was corrected, as far as they were not erased.</summary>
    public IReadOnlyList<CustomerId> FormerCustomers { get; init; } = [];

    /// <summary>How many of the first steps speak of them; the step after these is the correction.</summary>
    public int FormerSteps { get; init; }

    /// <summary>The customer's data was erased.</summary>
    public bool CustomerErased { get; init; }

    /// <summary>Everybody whose data is in it, by id.</summary>
    public string Persons => string.Join(' ', CustomerErased ? FormerCustomers : FormerCustomers.Append(CustomerId));

    /// <summary>The tray it is in; <c>null</c>: it is over.</summary>
    public SaleTray? Tray => SaleTrays.TrayOf(State, Steps, Confirmed);

    /// <param name="to">The state it comes into; <c>null</c>: it stays where it is.</param>
    internal SaleRecord Step(
        Recorded recorded, UserId? by, BusinessMoment moment, SaleState? to = null, string? text = null, Func<SaleTimelineStep, SaleTimelineStep>? more = null)
    {
        var step = new SaleTimelineStep(recorded.EventType, moment.At, moment.Date, moment.Time, by, to, text);
        var row = this with { Timeline = [.. Timeline, more is null ? step : more(step)] };
        return to is not { } state ? row : row with
        {
            State = state,
            Since = moment.At,
            ClaimedBy = null,
            ClaimedUntil = null,
            EscalatedFrom = null,
            CancelsAt = null,
            ReturnReasons = [],
            FieldsToCorrect = [],
        };
    }

    internal SaleRecord SoldTo(CustomerId customer) => customer == CustomerId ? this
        : this with { FormerCustomers = [.. FormerCustomers.Where(former => former != customer && former != CustomerId), CustomerId], FormerSteps = Timeline.Count };

    internal SaleRecord Erased(Guid subject) => subject == CustomerId.Value
        ? this with
        {
            Details = new(
                Erasure.Placeholder, Erasure.Placeholder, Erasure.Placeholder, Hidden(Details.NumberToPort), Hidden(Details.PortingPin), Hidden(Details.InstallationAddress), Hidden(Details.Note)),
            Timeline = [.. Timeline.Select(step => step.Hiding(Erasure.Placeholder))],
            CustomerErased = true,
        }
        : WithoutFormer(Erasure.Placeholder) with { FormerCustomers = [.. FormerCustomers.Where(former => former.Value != subject)] };

    /// <summary>Without what may name whoever it was sold to before its document was corrected.</summary>
    public SaleRecord WithoutFormer(string placeholder) => FormerSteps == 0 ? this : this with
    {
        Timeline = [.. Timeline.Select((step, index) => index < FormerSteps ? step.Hiding(placeholder) : index == FormerSteps ? step.HidingOld(placeholder) : step)],
    };

    private static string? Hidden(string? text) => text is null ? null : Erasure.Placeholder;
}

/// <summary>Something that happened to a sale.</summary>
/// <param name="Event">The event's stored name; its sentence is the audit trail's.</param>
/// <param name="At">UTC.</param>
/// <param name="Date">At the campaign's wall clock, as <paramref name="Time"/>.</param>
/// <param name="By"><c>null</c>: the agenda or an operator's file.</param>
/// <param name="To">The state it came into; <c>null</c>: it stayed where it was.</param>
/// <param name="Text">Comment or note; may name the customer.</param>
public sealed record SaleTimelineStep(string Event, DateTimeOffset At, DateOnly Date, TimeOnly Time, UserId? By, SaleState? To, string? Text)
{
    public IReadOnlyList<string> Reasons { get; init; } = [];
    public IReadOnlyList<SaleField> Fields { get; init; } = [];
    public IReadOnlyList<SaleFieldChange> Changes { get; init; } = [];
    public string? OrderNumber { get; init; }

    /// <summary>The date that was stated: of delivery, activation, charge-back.</summary>
    public DateOnly? On { get; init; }

    /// <summary>Without what stood there before the correction.</summary>
    internal SaleTimelineStep HidingOld(string placeholder) => this with
    {
        Changes = [.. Changes.Select(change => change is { Personal: true, Old: not null } ? change with { Old = placeholder } : change)],
    };

    /// <summary>Without what may name anybody.</summary>
    public SaleTimelineStep Hiding(string placeholder) => this with
    {
        Text = Text is null ? null : placeholder,
        Changes = [.. Changes.Select(change => change.Personal ? change with { Old = change.Old is null ? null : placeholder, New = change.New is null ? null : placeholder } : change)],
    };
}

/// <summary>A field before and after a correction, in invariant form.</summary>
/// <param name="Personal">Whether the values name the customer or his line.</param>
public sealed record SaleFieldChange(SaleField Field, string? Old, string? New, bool Personal);

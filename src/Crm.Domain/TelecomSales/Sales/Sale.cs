using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>A plan sold to somebody, from the agent to the operator and back. One stream type for every kind; what a kind asks for and which steps it has is data.</summary>
public sealed record Sale(SaleId Id, CustomerId CustomerId, SaleFacts Facts, PlanSnapshot Plan, SaleTerms Terms, SaleDetails Details, SaleSteps Steps, BaseMatch Base) : IAggregate<Sale>
{
    private const int MaxNotes = 50;

    public SaleState State { get; init; } = SaleState.PendingReview;

    /// <summary>Who has it to himself for review; counts only before <see cref="SaleClaim.ExpiresAt"/>.</summary>
    public SaleClaim? Claim { get; init; }

    /// <summary>The last step it took and who took it, so that the same step heard twice is known.</summary>
    public SaleStep Last { get; init; } = new(nameof(SaleSubmitted), null);

    /// <summary>Whether the customer said yes in the verification call.</summary>
    public bool Confirmed { get; init; }

    /// <summary>Where it goes back to when its escalation is solved, and since when it is escalated.</summary>
    public Escalation? Escalation { get; init; }

    /// <summary>UTC instant at which a returned sale is cancelled if nobody touches it.</summary>
    public DateTimeOffset? CancelsAt { get; init; }

    /// <summary>The reservation of the number to port, while the sale is open.</summary>
    public Guid? PortedNumberId { get; init; }

    public string? OrderNumber { get; init; }
    public Guid? OrderNumberId { get; init; }
    public int FailedDeliveries { get; init; }
    public DateOnly? DeliveredOn { get; init; }
    public DateOnly SubmittedOn { get; init; }
    public DateOnly? ActivatedOn { get; init; }
    public DateOnly? ClawbackUntil { get; init; }
    public IReadOnlyList<Guid> Notes { get; init; } = [];

    /// <summary>The customer was erased: nothing more is written about him.</summary>
    public bool CustomerErased { get; init; }

    public Refusal? RefuseErased() => CustomerErased ? SalesRefusals.CustomerErased : null;

    public Work Work => Facts.Work;

    public bool IsOpen => State.IsOpen();

    public SaleTray? Tray => SaleTrays.TrayOf(State, Steps, Confirmed);

    /// <summary>The claim, if it counts at that instant.</summary>
    public SaleClaim? ClaimAt(DateTimeOffset now) => Claim is { } claim && now < claim.ExpiresAt ? claim : null;

    public static Sale? Evolve(Sale? sale, object @event) => @event switch
    {
        SaleSubmitted e => new(
            e.SaleId, e.CustomerId, e.Sale, e.Plan, e.Terms,
            new(e.DocumentNumber, e.FullName, e.LegalizationPhone, e.NumberToPort, e.PortingPin, e.InstallationAddress, e.Note), e.Steps, e.Base)
        {
            PortedNumberId = e.PortedNumberId,
            SubmittedOn = e.Moment.Date,
            Last = new(nameof(SaleSubmitted), e.Sale.Work.AgentId),
        },
        SaleClaimed e => sale! with { Claim = new(e.ReviewerId, e.ExpiresAt) },
        SaleClaimReleased or SaleClaimExpired => sale! with { Claim = null },
        SaleApproved e => sale!.To(SaleState.Approved, e, e.ReviewerId) with { Confirmed = false },
        SaleReturned e => sale!.To(SaleState.Returned, e, e.ReviewerId) with { CancelsAt = e.CancelsAt },
        SaleResubmitted e => sale!.To(SaleState.PendingReview, e, e.By) with
        {
            CustomerId = e.CustomerId,
            Facts = e.Sale,
            Plan = e.Plan,
            Terms = e.Terms,
            Details = new(e.DocumentNumber, e.FullName, e.LegalizationPhone, e.NumberToPort, e.PortingPin, e.InstallationAddress, e.Note),
            Steps = e.Steps,
            Base = e.Base,
            PortedNumberId = e.PortedNumberId,
        },
        SaleReassigned e => sale! with { Facts = e.Sale, Last = new(nameof(SaleReassigned), e.By) },
        SaleEscalated e => sale!.To(SaleState.Escalated, e, e.By) with { Escalation = new(e.From, e.Moment.At) },
        SaleEscalationSolved e => sale!.To(e.BackTo, e, e.By),
        SaleConfirmed e => sale!.To(SaleState.Approved, e, e.By) with { Confirmed = true },
        OrderKeyed e => sale!.To(SaleState.OrderEntered, e, e.By) with { OrderNumber = e.OrderNumber, OrderNumberId = e.OrderNumberId },
        OrderNumberCorrected e => sale! with { OrderNumber = e.NewOrderNumber, OrderNumberId = e.NewOrderNumberId, Last = new(nameof(OrderNumberCorrected), e.By) },
        OrderDelivered e => sale!.To(SaleState.Delivered, e, e.By) with { DeliveredOn = e.DeliveredOn },
        OrderDeliveryFailed e => sale!.To(SaleState.DeliveryFailed, e, e.By) with { FailedDeliveries = e.Attempt },
        OrderDeliveryRetried e => sale!.To(SaleState.OrderEntered, e, e.By) with { Terms = sale.Terms with { DeliverOn = e.DeliverOn ?? sale.Terms.DeliverOn } },
        SaleRejectedByOperator e => sale!.To(SaleState.OperatorRejected, e, e.By),
        OrderRekeyed e => sale!.To(SaleState.OrderEntered, e, e.By) with { OrderNumber = e.NewOrderNumber, OrderNumberId = e.NewOrderNumberId },
        SaleActivated e => sale!.To(SaleState.Activated, e, e.By) with { ActivatedOn = e.ActivatedOn, ClawbackUntil = e.ClawbackUntil, PortedNumberId = null },
        SaleRejected e => sale!.To(SaleState.Rejected, e, e.By) with { PortedNumberId = null },
        SaleCancelled e => sale!.To(SaleState.Cancelled, e, e.By) with { PortedNumberId = null },
        SaleChargedBack e => sale!.To(SaleState.ChargedBack, e, e.By),
        RecordTextErased e when e.SubjectId == sale!.CustomerId.Value => sale with { CustomerErased = true },
        SaleNoted e => sale! with { Notes = [.. sale.Notes.TakeLast(MaxNotes - 1), e.NoteId] },
        _ => sale,
    };

    // Whatever moves a sale ends the claim on it and what it was waiting for.
    private Sale To(SaleState state, object step, UserId? by) =>
        this with { State = state, Claim = null, CancelsAt = null, Escalation = null, Last = new(step.GetType().Name, by) };
}

/// <param name="ExpiresAt">UTC instant from which it does not count any more.</param>
public sealed record SaleClaim(UserId ReviewerId, DateTimeOffset ExpiresAt);

/// <summary>What names the customer and his line.</summary>
public sealed record SaleDetails(
    string DocumentNumber, string FullName, string LegalizationPhone, string? NumberToPort, string? PortingPin, string? InstallationAddress, string? Note);

/// <param name="Name">Of the event.</param>
public sealed record SaleStep(string Name, UserId? By);

public sealed record Escalation(SaleState From, DateTimeOffset At);

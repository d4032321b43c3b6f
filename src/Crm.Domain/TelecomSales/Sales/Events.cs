using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>An agent sold a plan; the back office has to look at it.</summary>
/// <param name="Plan">The plan as it was sold.</param>
/// <param name="Steps">The steps this sale goes through, by its kind's definition on that day.</param>
/// <param name="PolicyVersion">Version of the campaign's sales policy that it was checked under.</param>
/// <param name="Base">Whether the customer was in a lead base at that moment, and where.</param>
/// <param name="LegalizationPhone">Phone of the call in which the customer accepts: E.164.</param>
/// <param name="NumberToPort">E.164; portability only.</param>
/// <param name="PortingPin">4 to 6 digits, as text; portability only.</param>
/// <param name="PortedNumberId">Reservation of the number to port, held while the sale is open.</param>
/// <param name="CallbackId">The scheduled call that was won with this sale.</param>
public sealed record SaleSubmitted(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, PlanSnapshot Plan, SaleTerms Terms, SaleSteps Steps, int PolicyVersion, BaseMatch Base,
    [property: Personal("CustomerId")] string DocumentNumber, [property: Personal("CustomerId")] string FullName,
    [property: Personal("CustomerId")] string LegalizationPhone, [property: Personal("CustomerId")] string? NumberToPort,
    [property: Personal("CustomerId")] string? PortingPin, [property: Personal("CustomerId")] string? InstallationAddress,
    [property: Personal("CustomerId")] string? Note, Guid? PortedNumberId, CallbackId? CallbackId, BusinessMoment Moment) : IEvent;

/// <summary>A reviewer took the sale to himself; nobody else may decide on it until the claim ends.</summary>
/// <param name="ExpiresAt">UTC instant from which the claim does not count any more.</param>
public sealed record SaleClaimed(SaleId SaleId, SaleFacts Sale, UserId ReviewerId, DateTimeOffset ExpiresAt, BusinessMoment Moment) : IEvent;

/// <param name="ReviewerId">Whose claim it was.</param>
/// <param name="By">The reviewer himself, or a supervisor.</param>
public sealed record SaleClaimReleased(SaleId SaleId, SaleFacts Sale, UserId ReviewerId, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The claim's time ran out, as the agenda or the next reviewer found.</summary>
public sealed record SaleClaimExpired(SaleId SaleId, SaleFacts Sale, UserId ReviewerId, DateTimeOffset ExpiredAt, BusinessMoment Moment) : IEvent;

/// <param name="ReviewerId">Who approved it under his claim.</param>
public sealed record SaleApproved(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, PlanSnapshot Plan, UserId ReviewerId, [property: Personal("CustomerId")] string? Comment, BusinessMoment Moment) : IEvent;

/// <summary>Back to the agent with what to correct.</summary>
/// <param name="Fields">The fields to correct; none where only papers are missing.</param>
/// <param name="CancelsAt">UTC instant at which it is cancelled if nobody touches it until then.</param>
public sealed record SaleReturned(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, UserId ReviewerId, IReadOnlyList<ReturnReason> Reasons, IReadOnlyList<SaleField> Fields,
    [property: Personal("CustomerId")] string? Comment, DateTimeOffset CancelsAt, BusinessMoment Moment) : IEvent;

/// <summary>Corrected and handed in again: it waits for review as new.</summary>
/// <param name="CustomerId">Whose sale it is from now on; another one when the document was corrected.</param>
/// <param name="Changed">Which fields differ. Of the personal ones the old value is kept for these only; everything else is whole.</param>
public sealed record SaleResubmitted(
    SaleId SaleId, CustomerId CustomerId, CustomerId OldCustomerId, SaleFacts Sale, IReadOnlyList<SaleField> Changed,
    PlanSnapshot Plan, PlanSnapshot OldPlan, SaleTerms Terms, SaleTerms OldTerms, SaleSteps Steps, int PolicyVersion, BaseMatch Base,
    [property: Personal("CustomerId")] string DocumentNumber, [property: Personal("CustomerId")] string FullName,
    [property: Personal("CustomerId")] string LegalizationPhone, [property: Personal("CustomerId")] string? NumberToPort,
    [property: Personal("CustomerId")] string? PortingPin, [property: Personal("CustomerId")] string? InstallationAddress,
    [property: Personal("CustomerId")] string? Note,
    [property: Personal("OldCustomerId")] string? OldDocumentNumber, [property: Personal("OldCustomerId")] string? OldFullName,
    [property: Personal("OldCustomerId")] string? OldLegalizationPhone, [property: Personal("OldCustomerId")] string? OldNumberToPort,
    [property: Personal("OldCustomerId")] string? OldPortingPin, [property: Personal("OldCustomerId")] string? OldInstallationAddress,
    [property: Personal("OldCustomerId")] string? OldNote,
    [property: Personal("CustomerId")] string? Comment, Guid? PortedNumberId, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The sale was put into another agent's hands; from now on it is his.</summary>
/// <param name="Sale">With the new agent and team.</param>
/// <param name="OldWork">Whose it was.</param>
public sealed record SaleReassigned(SaleId SaleId, SaleFacts Sale, Work OldWork, SaleState State, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>It will not become a sale: a reviewer, an escalation that found no solution, or an operator's no that stands.</summary>
/// <param name="From">The state it was in.</param>
public sealed record SaleRejected(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, SaleState From, RejectReason Reason, [property: Personal("CustomerId")] string? Comment, UserId By, BusinessMoment Moment)
    : IEvent;

/// <param name="From">Where it goes back to when it is solved.</param>
public sealed record SaleEscalated(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, SaleState From, EscalationReason Reason, [property: Personal("CustomerId")] string? Comment, UserId By,
    BusinessMoment Moment) : IEvent;

/// <param name="BackTo">The state it was escalated from.</param>
/// <param name="EscalatedAt">UTC.</param>
public sealed record SaleEscalationSolved(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, SaleState BackTo, DateTimeOffset EscalatedAt, [property: Personal("CustomerId")] string? Comment, UserId By,
    BusinessMoment Moment) : IEvent;

/// <summary>In the verification call the customer said yes.</summary>
public sealed record SaleConfirmed(SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, [property: Personal("CustomerId")] string? Comment, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The operator's order was made for it.</summary>
/// <param name="OrderNumber">The operator's reference, as it was typed but for case and spaces around it.</param>
/// <param name="OrderNumberId">Its reservation: one order is one sale's, over all kinds.</param>
public sealed record OrderKeyed(SaleId SaleId, SaleFacts Sale, string OrderNumber, Guid OrderNumberId, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The order number was mistyped; the old one is free again.</summary>
public sealed record OrderNumberCorrected(
    SaleId SaleId, SaleFacts Sale, string OldOrderNumber, Guid OldOrderNumberId, string NewOrderNumber, Guid NewOrderNumberId, UserId By, BusinessMoment Moment) : IEvent;

public sealed record OrderDelivered(SaleId SaleId, SaleFacts Sale, DateOnly DeliveredOn, UserId? By, BusinessMoment Moment) : IEvent;

/// <param name="Attempt">Which try it was, from 1.</param>
public sealed record OrderDeliveryFailed(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, DeliveryFailure Reason, int Attempt, [property: Personal("CustomerId")] string? Comment, UserId? By, BusinessMoment Moment)
    : IEvent;

/// <param name="DeliverOn">The new date of delivery.</param>
public sealed record OrderDeliveryRetried(SaleId SaleId, SaleFacts Sale, DateOnly? DeliverOn, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The service runs: the sale counts.</summary>
/// <param name="From">The state it was in.</param>
/// <param name="ActivatedOn">The date the operator names, in the campaign's zone.</param>
/// <param name="ClawbackUntil">The last date on which it may be charged back.</param>
/// <param name="By"><c>null</c>: an operator's file.</param>
public sealed record SaleActivated(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, PlanSnapshot Plan, SaleState From, DateOnly ActivatedOn, DateOnly ClawbackUntil, UserId? By, BusinessMoment Moment) : IEvent;

/// <param name="From">The state it was in.</param>
public sealed record SaleRejectedByOperator(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, SaleState From, OperatorRejection Reason, [property: Personal("CustomerId")] string? Comment, UserId? By,
    BusinessMoment Moment) : IEvent;

/// <summary>What the operator did not take was mended and keyed anew, under the same order number or another.</summary>
public sealed record OrderRekeyed(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, string OldOrderNumber, string NewOrderNumber, Guid NewOrderNumberId, [property: Personal("CustomerId")] string? Comment,
    UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The operator took the sale back within the plan's clawback days.</summary>
public sealed record SaleChargedBack(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, PlanSnapshot Plan, DateOnly ActivatedOn, DateOnly ChargedBackOn, ChargebackReason Reason,
    [property: Personal("CustomerId")] string? Comment, UserId? By, BusinessMoment Moment) : IEvent;

/// <param name="From">The state it was in.</param>
/// <param name="By"><c>null</c>: the agenda, for nobody touched a returned sale.</param>
public sealed record SaleCancelled(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, PlanSnapshot Plan, SaleState From, CancelReason Reason, [property: Personal("CustomerId")] string? Comment, UserId? By,
    BusinessMoment Moment) : IEvent;

/// <summary>Somebody wrote down what whoever opens the sale next has to know.</summary>
/// <param name="NoteId">The caller's, so that hearing it twice notes once.</param>
public sealed record SaleNoted(
    SaleId SaleId, CustomerId CustomerId, SaleFacts Sale, Guid NoteId, [property: Personal("CustomerId")] string Note, UserId By, BusinessMoment Moment) : IEvent;

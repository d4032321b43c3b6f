using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Plans;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>What every figure about a sale is asked by; on each of its events as it was then.</summary>
/// <param name="Number">For people: <c>POR-2026-0000123</c>.</param>
/// <param name="Work">Campaign, and team and person whose sale it is.</param>
/// <param name="PlanCode">Code of the plan that is sold.</param>
/// <param name="Segment">The plan's, as it was sold.</param>
/// <param name="InBase">Whether the customer was in a lead base.</param>
public sealed record SaleFacts(string Number, SaleKind Kind, Work Work, PlanId PlanId, string PlanCode, string? Segment, bool InBase);

/// <summary>A plan as it was sold.</summary>
/// <param name="Version">Of the terms that held that day.</param>
public sealed record PlanSnapshot(PlanId PlanId, string Code, SaleKind Kind, int Version, PlanTerms Terms);

/// <summary>What was agreed beside the plan, as far as it names nobody.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, of the document.</param>
/// <param name="LeadSource">Where the customer came from, a code of the campaign's list.</param>
/// <param name="DocumentIssuedOn">Date the identity document was issued.</param>
/// <param name="DeliverOn">Date the SIM is to be delivered.</param>
/// <param name="PortingWindowOn">Date of the change of operator.</param>
/// <param name="InstallOn">Date of the installation at home.</param>
/// <param name="PreviousCharge">What an upgraded customer paid a month until now, with VAT.</param>
public sealed record SaleTerms(
    string Country, string DocumentType, DateOnly? DocumentIssuedOn, string? LeadSource, DateOnly? DeliverOn, DateOnly? PortingWindowOn, DateOnly? InstallOn, Money? PreviousCharge);

/// <summary>The steps that not every sale goes through.</summary>
/// <param name="VerificationCall">The customer has to confirm by phone before the order is keyed.</param>
/// <param name="Delivery">Something is brought to the customer; without it an order is activated straight away.</param>
public sealed record SaleSteps(bool VerificationCall, bool Delivery);

/// <summary>Whether the customer stood in a lead base when the sale was handed in.</summary>
/// <param name="LeadId">The row; <c>null</c>: outside base.</param>
public sealed record BaseMatch(bool InBase, LeadBaseId? BaseId, LeadId? LeadId)
{
    public static readonly BaseMatch Outside = new(InBase: false, null, null);
}

public enum SaleState
{
    PendingReview, Returned, Escalated, Approved, OrderEntered, Delivered, DeliveryFailed, OperatorRejected,
    Activated, Rejected, Cancelled, ChargedBack,
}

/// <summary>A field of the form, as reviewers name it when they return a sale.</summary>
public enum SaleField
{
    DocumentType, DocumentNumber, DocumentIssuedOn, FullName, LegalizationPhone, Plan, LeadSource, NumberToPort, PortingPin, DeliverOn, PortingWindowOn, InstallOn,
    InstallationAddress, PreviousCharge, Note,
}

public enum ReturnReason { DataWrong, DataMissing, DocumentMissing, DocumentUnreadable, RecordingMissing, CustomerUnreachable, PlanNotApplicable, Other }

/// <remarks><see cref="EscalationUnsolved"/> and <see cref="OperatorRefusal"/> come of the steps that end so.</remarks>
public enum RejectReason { Fraud, NoConsent, CreditRefused, CustomerIneligible, Duplicate, CoverageMissing, EscalationUnsolved, OperatorRefusal, Other }

public enum EscalationReason { Documents, System, Operator, Pricing, Other }

public enum OperatorRejection { WrongPin, PinExpired, NumberNotPortable, DebtWithDonor, DocumentMismatch, CreditRefused, NoStock, NoCoverage, Other }

public enum DeliveryFailure { CustomerAbsent, AddressWrong, CustomerRefused, CarrierProblem, Other }

public enum ChargebackReason { EarlyTermination, NonPayment, Fraud, ServiceNotUsed, Other }

/// <remarks>The first three come of the steps that end so: withdrawn by the agent, returned and untouched, declined in the verification call.</remarks>
public enum CancelReason { Withdrawn, LeftUntouched, CustomerDeclined, CustomerRequest, Duplicate, PlanUnavailable, Fraud, Other }

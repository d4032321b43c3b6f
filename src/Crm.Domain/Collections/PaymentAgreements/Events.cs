using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Terms below the campaign's floor wait for a supervisor.</summary>
public sealed record AgreementProposed(AgreementId AgreementId, AgreementParties Parties, AgreementTermsSigned Terms, Work Work, UserId? ProposedBy, BusinessMoment Moment) : IEvent;
public sealed record AgreementApproved(AgreementId AgreementId, DebtorId DebtorId, UserId ApprovedBy, [property: Personal("DebtorId")] string? Note) : IEvent;
public sealed record AgreementRejected(AgreementId AgreementId, UserId RejectedBy, string Reason) : IEvent;

/// <summary>The debtor and we agree on installments; it binds the account from now on.</summary>
public sealed record AgreementSigned(AgreementId AgreementId, AgreementParties Parties, AgreementTermsSigned Terms, Work Work, BusinessMoment Moment) : IEvent;

/// <summary>What of a confirmed payment went to an installment.</summary>
/// <param name="Outstanding">What the installment still lacks.</param>
public sealed record InstallmentPaymentReceived(AgreementId AgreementId, int Number, PaymentId PaymentId, Money Amount, Money Outstanding, DateOnly ValueDate) : IEvent;
public sealed record InstallmentPaid(AgreementId AgreementId, int Number, Money Amount, DateOnly DueOn, DateOnly PaidOn) : IEvent;

/// <summary>What was paid beyond the last installment.</summary>
public sealed record AgreementCreditReceived(AgreementId AgreementId, PaymentId PaymentId, Money Amount) : IEvent;

/// <summary>A payment was reversed: the installment lacks it again.</summary>
public sealed record InstallmentPaymentReversed(AgreementId AgreementId, int Number, PaymentId PaymentId, Money Amount, Money Outstanding, DateOnly ValueDate) : IEvent;
public sealed record AgreementCreditReversed(AgreementId AgreementId, PaymentId PaymentId, Money Amount) : IEvent;

public sealed record InstallmentOverdue(AgreementId AgreementId, int Number, Money Outstanding, DateOnly DueOn, AgreementParties Parties, BusinessMoment Moment) : IEvent;

/// <summary>An installment stayed unpaid beyond its grace.</summary>
/// <param name="Outstanding">What the whole agreement still lacks.</param>
/// <param name="Overdue">What of it is past due.</param>
/// <param name="ReinstatableUntil">Payments valued up to this date may reinstate it; where the campaign does not reinstate, those that were in time.</param>
public sealed record AgreementBroken(AgreementId AgreementId, AgreementParties Parties, Work Work, Money Outstanding, Money Overdue, DateOnly OverdueSince, DateOnly ReinstatableUntil, BusinessMoment Moment) : IEvent;

/// <summary>Brought current after the break, in the time the campaign allows. The break stays in the history.</summary>
/// <param name="Open">The installments that are still to pay, each with what it lacks: their deadlines run again.</param>
/// <param name="GraceDays">As signed.</param>
public sealed record AgreementReinstated(
    AgreementId AgreementId, AgreementParties Parties, Work Work, Money Outstanding, BusinessMoment Moment,
    IReadOnlyList<Installment>? Open = null, int GraceDays = 0) : IEvent;

/// <summary>Every installment is paid; the discount is granted now.</summary>
public sealed record AgreementCompleted(AgreementId AgreementId, AgreementParties Parties, Work Work, Money Paid, Money Discount, BusinessMoment Moment) : IEvent;

/// <summary>A reversal reopened a completed agreement.</summary>
/// <param name="Open">The installments that are to pay again, each with what it lacks: their deadlines run again.</param>
/// <param name="GraceDays">As signed.</param>
public sealed record AgreementReopened(
    AgreementId AgreementId, AgreementParties Parties, Work Work, PaymentId PaymentId, Money Outstanding, BusinessMoment Moment,
    IReadOnlyList<Installment>? Open = null, int GraceDays = 0) : IEvent;

/// <summary>A supervisor called the agreement off.</summary>
/// <param name="CancelledBy"><c>null</c>: the system, because the account was closed or is bound otherwise.</param>
public sealed record AgreementCancelled(AgreementId AgreementId, AgreementParties Parties, Work Work, UserId? CancelledBy, string Reason, Money Outstanding, BusinessMoment Moment) : IEvent;

/// <summary>Whose agreement it is.</summary>
public sealed record AgreementParties(AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId);

/// <summary>The terms as agreed, with the policy version they were checked against.</summary>
/// <param name="Debt">The balance when signed.</param>
/// <param name="Agreed">What settles it: the sum of the installments, exactly.</param>
/// <param name="Discount">Debt less agreed; granted at completion.</param>
/// <param name="Floor">The least amount the policy allowed without approval.</param>
/// <param name="GraceDays">Calendar days after an installment's due date before the agreement is broken.</param>
/// <param name="ReinstatementDays">Days after a break in which it may be reinstated; <c>null</c>: never.</param>
public sealed record AgreementTermsSigned(
    Money Debt, Money Agreed, Money Discount, Money Floor, IReadOnlyList<Installment> Installments, int GraceDays, int? ReinstatementDays, int PolicyVersion, AttemptId? AttemptId);

public sealed record Installment(int Number, Money Amount, DateOnly DueOn);

using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>A settlement in installments. Holds only what a decision asks about.</summary>
/// <param name="Installments">By number, which is also by due date.</param>
public sealed record PaymentAgreement(
    AgreementId Id, AgreementStatus Status, AgreementParties Parties, AgreementTermsSigned Terms, Work Work,
    IReadOnlyList<InstallmentState> Installments) : IAggregate<PaymentAgreement>
{
    /// <summary>The business date of signing; <c>null</c>: not signed.</summary>
    public DateOnly? SignedOn { get; init; }

    /// <summary>The business date of the last break.</summary>
    public DateOnly? BrokenOn { get; init; }

    /// <summary>What each confirmed payment brought.</summary>
    public IReadOnlyList<AgreementPayment> Payments { get; init; } = [];

    public Currency Currency => Terms.Agreed.Currency;

    /// <summary>What all installments together still lack.</summary>
    public Money Outstanding => Installments.Select(installment => installment.Outstanding).Sum(Currency);

    public Money Paid => Installments.Select(installment => installment.Paid).Sum(Currency);

    /// <summary>Installments that lack something, each with what it lacks.</summary>
    public IReadOnlyList<Installment> Open =>
        [.. Installments.Where(installment => !installment.IsPaid).Select(installment => new Installment(installment.Number, installment.Outstanding, installment.DueOn))];

    /// <summary>Installments that were due before a date and lack something, oldest first.</summary>
    public IEnumerable<InstallmentState> PastDue(DateOnly date) => Installments.Where(installment => !installment.IsPaid && installment.DueOn < date);

    public static PaymentAgreement? Evolve(PaymentAgreement? agreement, object @event) => @event switch
    {
        AgreementProposed e => Drawn(e.AgreementId, AgreementStatus.Proposed, e.Parties, e.Terms, e.Work),
        AgreementRejected => agreement! with { Status = AgreementStatus.Rejected },
        AgreementSigned e => Drawn(e.AgreementId, AgreementStatus.Active, e.Parties, e.Terms, e.Work) with { SignedOn = e.Moment.Date },
        InstallmentPaymentReceived e => agreement!.Moved(e.Number, e.Amount).Brought(e.PaymentId, e.Amount, credit: Money.Zero(e.Amount.Currency)),
        AgreementCreditReceived e => agreement!.Brought(e.PaymentId, Money.Zero(e.Amount.Currency), credit: e.Amount),
        InstallmentPaymentReversed e => agreement!.Moved(e.Number, -e.Amount).Without(e.PaymentId),
        AgreementCreditReversed e => agreement!.Without(e.PaymentId),
        InstallmentOverdue e => agreement! with
        {
            Installments = [.. agreement.Installments.Select(installment => installment.Number == e.Number ? installment with { Overdue = true } : installment)],
        },
        AgreementBroken e => agreement! with { Status = AgreementStatus.Broken, BrokenOn = e.Moment.Date },
        AgreementReinstated or AgreementReopened => agreement! with { Status = AgreementStatus.Active },
        AgreementCompleted => agreement! with { Status = AgreementStatus.Completed },
        AgreementCancelled => agreement! with { Status = AgreementStatus.Cancelled },
        _ => agreement,
    };

    private static PaymentAgreement Drawn(AgreementId id, AgreementStatus status, AgreementParties parties, AgreementTermsSigned terms, Work work) =>
        new(id, status, parties, terms, work,
            [.. terms.Installments.Select(installment => new InstallmentState(installment.Number, installment.Amount, installment.DueOn, Money.Zero(terms.Agreed.Currency)))]);

    private PaymentAgreement Moved(int number, Money paid) => this with
    {
        Installments = [.. Installments.Select(installment => installment.Number == number ? installment.With(paid) : installment)],
    };

    private PaymentAgreement Brought(PaymentId payment, Money amount, Money credit)
    {
        var before = Payments.FirstOrDefault(brought => brought.PaymentId == payment) ?? new(payment, Money.Zero(Currency), Money.Zero(Currency));
        return this with
        {
            Payments =
            [
                .. Payments.Where(brought => brought.PaymentId != payment),
                before with { ToInstallments = before.ToInstallments + amount, Credit = before.Credit + credit },
            ],
        };
    }

    private PaymentAgreement Without(PaymentId payment) => this with { Payments = [.. Payments.Where(brought => brought.PaymentId != payment)] };
}

public enum AgreementStatus { Proposed, Rejected, Active, Broken, Completed, Cancelled }

/// <param name="Overdue">Whether it was stated overdue since it was last paid in full.</param>
public sealed record InstallmentState(int Number, Money Amount, DateOnly DueOn, Money Paid, bool Overdue = false)
{
    public Money Outstanding => Amount - Paid;
    public bool IsPaid => Paid >= Amount;

    internal InstallmentState With(Money paid)
    {
        var after = this with { Paid = Paid + paid };
        return after.IsPaid ? after with { Overdue = false } : after;
    }
}

/// <summary>What a confirmed payment brought to an agreement.</summary>
/// <param name="Credit">Beyond the last installment.</param>
public sealed record AgreementPayment(PaymentId PaymentId, Money ToInstallments, Money Credit);

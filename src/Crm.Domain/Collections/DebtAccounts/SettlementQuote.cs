using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>
/// The least amounts that settle a debt without a supervisor: debt × the policy's floor, rounded up to the policy's step,
/// and never more than the debt.
/// </summary>
/// <param name="SinglePayment">In one payment.</param>
/// <param name="InInstallments">In two or more.</param>
public sealed record SettlementQuote(Money Debt, Money SinglePayment, Money InInstallments)
{
    public static SettlementQuote For(Money debt, AgreementTerms terms) => new(
        debt, Floor(debt, terms.SinglePaymentFloor, terms.FloorStep), Floor(debt, terms.InstallmentsFloor, terms.FloorStep));

    public Money FloorOf(int installments) => installments == 1 ? SinglePayment : InInstallments;

    // Not rounded to the smallest unit on the way: the floor is of the exact share.
    private static Money Floor(Money debt, Percentage share, decimal step) =>
        Money.Min((debt with { Amount = debt.Amount * share.Value / 100m }).RoundedUpTo(step), debt);
}

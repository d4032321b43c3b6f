using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>What the terms of an agreement must be, whoever signs them.</summary>
internal static class AgreementTermsCheck
{
    public static Refusal? Refuse(Money agreed, IReadOnlyList<Installment> installments, Money debt, DateOnly today, AgreementTerms policy) =>
        Amounts.Refuse(agreed, debt.Currency, nameof(SignAgreement.Agreed))
        ?? RefuseDebt(agreed, debt)
        ?? RefuseCount(installments, policy)
        ?? installments.Select(installment => Amounts.Refuse(installment.Amount, debt.Currency, Field(installment.Number))).FirstOrDefault(refusal => refusal is not null)
        ?? RefuseDates(installments, today, policy)
        ?? RefuseSum(agreed, installments);

    /// <summary>The debt may have been paid down while the proposal waited.</summary>
    public static Refusal? RefuseDebt(Money agreed, Money debt) => agreed > debt
        ? Refusals.Of("collections.agreement-exceeds-debt", $"{agreed} is more than the debt of {debt}.",
            [nameof(SignAgreement.Agreed)], ("agreed", agreed), ("debt", debt))
        : null;

    public static Refusal? RefuseFirst(DateOnly first, DateOnly today, int withinDays) => first < today || first > today.AddDays(withinDays)
        ? Refusals.Of("collections.agreement-first-out-of-range",
            $"The first installment, {first:yyyy-MM-dd}, is not between {today:yyyy-MM-dd} and {today.AddDays(withinDays):yyyy-MM-dd}.",
            [Field(1)], ("first", first), ("earliest", today), ("latest", today.AddDays(withinDays)))
        : null;

    private static Refusal? RefuseCount(IReadOnlyList<Installment> installments, AgreementTerms policy) =>
        installments.Count < 1 || installments.Count > policy.MaxInstallments
            ? Refusals.Of("collections.agreement-installment-count", $"{installments.Count} installments; 1 to {policy.MaxInstallments} are allowed.",
                [nameof(SignAgreement.Installments)], ("count", installments.Count), ("most", policy.MaxInstallments))
        : !installments.Select(installment => installment.Number).SequenceEqual(Enumerable.Range(1, installments.Count))
            ? Refusals.Of("collections.agreement-numbering", "Installments are numbered from 1 in the order of their dates.", [nameof(SignAgreement.Installments)])
        : null;

    private static Refusal? RefuseDates(IReadOnlyList<Installment> installments, DateOnly today, AgreementTerms policy)
    {
        foreach (var (earlier, later) in installments.Zip(installments.Skip(1)))
        {
            if (later.DueOn <= earlier.DueOn)
            {
                return Refusals.Of("collections.agreement-dates-not-increasing",
                    $"Installment {later.Number}, {later.DueOn:yyyy-MM-dd}, is not after {earlier.DueOn:yyyy-MM-dd}.", [Field(later.Number)], ("number", later.Number));
            }
        }

        return RefuseFirst(installments[0].DueOn, today, policy.FirstWithinDays);
    }

    private static Refusal? RefuseSum(Money agreed, IReadOnlyList<Installment> installments)
    {
        var sum = installments.Select(installment => installment.Amount).Sum(agreed.Currency);
        return sum == agreed
            ? null
            : Refusals.Of("collections.agreement-sum-differs", $"The installments sum to {sum}, not to {agreed}.",
                [nameof(SignAgreement.Installments)], ("sum", sum), ("agreed", agreed));
    }

    private static string Field(int number) => $"{nameof(SignAgreement.Installments)}[{number - 1}]";
}

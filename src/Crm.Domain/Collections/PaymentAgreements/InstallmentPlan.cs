using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>Draws up installments for a form to start from.</summary>
public static class InstallmentPlan
{
    /// <summary>Splits an amount evenly over due dates; the last installment takes the rounding, so that the sum is exact.</summary>
    /// <param name="dueDates">Increasing.</param>
    /// <param name="step">Amounts are multiples of it, as far as the total allows; the currency's smallest unit when it is left out.</param>
    public static IReadOnlyList<Installment> Split(Money total, IReadOnlyList<DateOnly> dueDates, decimal? step = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(dueDates.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(step ?? 1, 0);
        var unit = Unit(total.Currency);
        var even = Floor(total, dueDates.Count, step ?? unit);
        if (!even.IsPositive) even = Floor(total, dueDates.Count, unit);
        var last = total - new Money(even.Amount * (dueDates.Count - 1), total.Currency);
        return [.. dueDates.Select((due, index) => new Installment(index + 1, index == dueDates.Count - 1 ? last : even, due))];
    }

    /// <summary>Monthly due dates; a day that a month lacks is its last, without drifting from there.</summary>
    public static IReadOnlyList<DateOnly> Monthly(DateOnly first, int count) => [.. Enumerable.Range(0, count).Select(first.AddMonths)];

    /// <summary>Due dates a number of days apart: 7, 15.</summary>
    public static IReadOnlyList<DateOnly> EveryDays(DateOnly first, int days, int count) =>
        [.. Enumerable.Range(0, count).Select(index => first.AddDays(index * days))];

    private static Money Floor(Money total, int count, decimal step) => total with { Amount = Math.Floor(total.Amount / count / step) * step };

    private static decimal Unit(Currency currency) => new(1, 0, 0, isNegative: false, (byte)currency.Decimals);
}

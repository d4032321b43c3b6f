using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>What is owed, or what moved, by component; in one currency.</summary>
public sealed record Balance(
    Currency Currency, decimal Principal, decimal Interest, decimal Fees, decimal Insurance, decimal Technology, decimal Other)
{
    public static Balance Zero(Currency currency) => new(currency, 0, 0, 0, 0, 0, 0);

    public static Balance Of(BalanceComponent component, Money amount) => Zero(amount.Currency).With(component, amount.Amount);

    /// <summary>The sum of the components.</summary>
    public Money Total() => new(Principal + Interest + Fees + Insurance + Technology + Other, Currency);

    public decimal this[BalanceComponent component] => component switch
    {
        BalanceComponent.Principal => Principal,
        BalanceComponent.Interest => Interest,
        BalanceComponent.Fees => Fees,
        BalanceComponent.Insurance => Insurance,
        BalanceComponent.Technology => Technology,
        BalanceComponent.Other => Other,
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "Not a component of a balance."),
    };

    public Balance With(BalanceComponent component, decimal amount) => component switch
    {
        BalanceComponent.Principal => this with { Principal = amount },
        BalanceComponent.Interest => this with { Interest = amount },
        BalanceComponent.Fees => this with { Fees = amount },
        BalanceComponent.Insurance => this with { Insurance = amount },
        BalanceComponent.Technology => this with { Technology = amount },
        BalanceComponent.Other => this with { Other = amount },
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "Not a component of a balance."),
    };

    public static Balance operator +(Balance left, Balance right) => Each(left, right, (a, b) => a + b);
    public static Balance operator -(Balance left, Balance right) => Each(left, right, (a, b) => a - b);
    public static Balance Add(Balance left, Balance right) => left + right;
    public static Balance Subtract(Balance left, Balance right) => left - right;

    /// <summary>Takes as much of <paramref name="amount"/> as there is, component by component in the given order.</summary>
    /// <returns>What was taken from which component, and what was left over.</returns>
    public (Balance Allocated, Money Remaining) Allocate(Money amount, IReadOnlyList<BalanceComponent> order)
    {
        var (allocated, remaining) = (Zero(Currency), amount - Money.Zero(Currency));
        foreach (var component in order.Concat(Enum.GetValues<BalanceComponent>().Except(order)))
        {
            var part = Math.Min(remaining.Amount, Math.Max(this[component], 0));
            allocated = allocated.With(component, part);
            remaining -= new Money(part, Currency);
        }

        return (allocated, remaining);
    }

    private static Balance Each(Balance left, Balance right, Func<decimal, decimal, decimal> sum) =>
        left.Currency == right.Currency
            ? new(left.Currency, sum(left.Principal, right.Principal), sum(left.Interest, right.Interest), sum(left.Fees, right.Fees),
                sum(left.Insurance, right.Insurance), sum(left.Technology, right.Technology), sum(left.Other, right.Other))
            : throw new InvalidOperationException($"{left.Currency} and {right.Currency} do not mix.");
}

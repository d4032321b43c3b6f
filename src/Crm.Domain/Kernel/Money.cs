using System.Globalization;
using System.Text.Json.Serialization;

namespace Crm.Domain.Kernel;

/// <summary>An exact amount in a currency. Two currencies never mix: doing so is a bug and throws.</summary>
public readonly record struct Money(decimal Amount, Currency Currency) : IComparable<Money>
{
    public static Money Zero(Currency currency) => new(0m, currency);

    [JsonIgnore] public bool IsPositive => Amount > 0;
    [JsonIgnore] public bool IsNegative => Amount < 0;
    [JsonIgnore] public bool IsZero => Amount == 0;

    /// <summary>The amount rounded to the currency's smallest unit, half to even.</summary>
    public Money Rounded() => this with { Amount = Math.Round(Amount, Currency.Decimals, MidpointRounding.ToEven) };

    /// <summary>Whether the amount has no more decimals than the currency's smallest unit.</summary>
    [JsonIgnore] public bool IsExact => Rounded().Amount == Amount;

    /// <summary>The least multiple of <paramref name="step"/> that is not below the amount; a settlement floor is rounded so.</summary>
    public Money RoundedUpTo(decimal step) => this with { Amount = Math.Ceiling(Amount / step) * step };

    public static Money Min(Money left, Money right) => left <= right ? left : right;
    public static Money Max(Money left, Money right) => left >= right ? left : right;
    public static Money Add(Money left, Money right) => left + right;

    public static Money operator +(Money left, Money right) => left with { Amount = left.Amount + Same(left, right).Amount };
    public static Money operator -(Money left, Money right) => left with { Amount = left.Amount - Same(left, right).Amount };
    public static Money operator -(Money money) => money with { Amount = -money.Amount };
    public static Money operator *(Money money, Percentage share) => (money with { Amount = money.Amount * share.Value / 100m }).Rounded();
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => Amount.CompareTo(Same(this, other).Amount);

    public override string ToString() =>
        Amount.ToString("N" + Currency.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " " + Currency.Code;

    private static Money Same(Money left, Money right) =>
        left.Currency == right.Currency ? right : throw new InvalidOperationException($"{left.Currency} and {right.Currency} do not mix.");
}

/// <summary>Sums of money.</summary>
public static class MoneySums
{
    /// <summary>The sum in <paramref name="currency"/>; zero when there is nothing to add.</summary>
    public static Money Sum(this IEnumerable<Money> amounts, Currency currency) => amounts.Aggregate(Money.Zero(currency), Money.Add);
}

/// <summary>A share in per cent: 70 is seventy hundredths.</summary>
public readonly record struct Percentage(decimal Value)
{
    public override string ToString() => Value.ToString("0.##", CultureInfo.InvariantCulture) + " %";
}

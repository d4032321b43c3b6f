using Crm.Domain.Kernel;

namespace Crm.Domain.Collections;

/// <summary>What every amount that somebody states must be: positive, of the account's currency, exact to its smallest unit.</summary>
internal static class Amounts
{
    public static Refusal? Refuse(Money amount, Currency currency, string field)
    {
        if (amount.Currency != currency)
        {
            return Refusals.Of("collections.currency-differs", $"The account is kept in {currency}, not in {amount.Currency}.",
                [field], ("expected", currency.Code), ("actual", amount.Currency?.Code));
        }

        if (!amount.IsPositive) return Refusals.Of("collections.amount-not-positive", $"{amount} is not more than nothing.", [field], ("amount", amount));
        return amount.IsExact
            ? null
            : Refusals.Of("collections.amount-not-exact", $"{amount.Amount} {currency} has more than {currency.Decimals} decimals.",
                [field], ("amount", amount), ("decimals", currency.Decimals));
    }
}

internal static class Refusals
{
    public static Refusal Of(string code, string reason, IReadOnlyList<string> fields, params IReadOnlyList<(string Name, object? Value)> figures) =>
        new(code, reason, fields) { Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value) };
}

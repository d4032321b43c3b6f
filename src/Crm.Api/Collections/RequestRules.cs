using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>What several requests of the room ask of their members.</summary>
internal static class RequestRules
{
    public static IRuleBuilderOptions<T, string?> IsNote<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(4000);

    /// <summary>More than nothing, within what a book can hold, exact to the smallest unit.</summary>
    public static IRuleBuilderOptions<T, Money> IsAmount<T>(this IRuleBuilder<T, Money> rule) => rule
        .Must(amount => amount is { IsPositive: true, Amount: < 1_000_000_000_000_000m })
        .WithMessage("An amount is more than nothing and below 10^15.")
        .Must(amount => amount.IsExact).WithMessage("The amount has more decimals than its currency.");
}

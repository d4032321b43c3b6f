using FluentValidation;

namespace Crm.Api.Http;

/// <summary>A request that says why.</summary>
public sealed record ReasonRequest(string Reason);

public sealed class ReasonRequestValidator : AbstractValidator<ReasonRequest>
{
    public ReasonRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

internal static class ReasonRules
{
    /// <summary>Text for people: said, and of reasonable length.</summary>
    public static IRuleBuilderOptions<T, string> IsReason<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(500);
}

using System.Diagnostics.CodeAnalysis;

namespace Crm.Domain.Kernel;

/// <summary>A text in its one canonical form, or why it has none.</summary>
/// <param name="Value">The canonical form; <c>null</c> when there is none.</param>
/// <param name="Problem">Why there is none; <c>null</c> when there is one.</param>
public readonly record struct Normalized(string? Value, Malformed? Problem)
{
    [MemberNotNullWhen(true, nameof(Value)), MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Problem is null;

    public static Normalized As(string value) => new(value, null);

    public static Normalized No(string code, string reason) => new(null, new(code, reason));
}

/// <summary>What is wrong with a text.</summary>
/// <param name="Code">Stable and kebab case: <c>check-digit</c>. The edge localises by it.</param>
/// <param name="Reason">For people, in English; never repeats the text itself, which may be personal.</param>
public sealed record Malformed(string Code, string Reason);

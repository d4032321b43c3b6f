namespace Crm.Domain.Collections.Debtors;

/// <summary>A full name without stray spaces. Capitals and accents stay as they were written.</summary>
public static class PersonName
{
    public const int MaxLength = 200;

    internal static Kernel.Refusal Missing { get; } =
        Refusals.Of("collections.name-malformed", $"A name has 1 to {MaxLength} characters.", ["fullName"], ("most", MaxLength));

    /// <summary>The name, or <c>null</c> when it is empty or too long.</summary>
    public static string? Normalize(string? name)
    {
        var text = string.Join(' ', (name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length is 0 or > MaxLength ? null : text;
    }
}

namespace Crm.Api.Http;

/// <summary>One of an enum's values in a query string, written as in JSON: <c>planUpgrade</c>. The framework's own reading knows them only as the code spells them.</summary>
public readonly record struct Choice<T>(T Value) where T : struct, Enum
{
#pragma warning disable CA1000 // The framework looks for it on the type itself.
    public static bool TryParse(string? text, out Choice<T> choice)
    {
        var known = Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && text is [>= 'A' and <= 'z', ..];
        choice = new(value);
        return known;
    }
#pragma warning restore CA1000
}

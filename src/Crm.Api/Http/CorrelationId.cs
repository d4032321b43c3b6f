using System.Diagnostics.CodeAnalysis;

namespace Crm.Api.Http;

/// <summary>One id for all that follows from a request: taken from <c>X-Correlation-Id</c> when it is harmless, made otherwise, always answered.</summary>
public static class CorrelationId
{
    public const string Header = "X-Correlation-Id";
    private const int MaxLength = 64;

    /// <summary>The request's correlation id.</summary>
    public static string Of(HttpContext http) =>
        http.Items.TryGetValue(typeof(CorrelationId), out var known) && known is string id ? id : Assign(http);

    internal static string Assign(HttpContext http)
    {
        var sent = http.Request.Headers[Header].ToString();
        var id = IsHarmless(sent) ? sent : Guid.CreateVersion7().ToString("N");
        http.Items[typeof(CorrelationId)] = id;
        http.Response.Headers[Header] = id;
        return id;
    }

    // It is written to logs and event metadata: a small alphabet keeps line breaks and markup out.
    private static bool IsHarmless([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxLength } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':');
}

using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Api.Pages;
using Crm.Domain.Kernel;

namespace Crm.Api.Http;

/// <summary>Texts of refusals and standard problems in the caller's language. English reasons come from the domain; Spanish ones from each room's <c>Refusals.es.json</c>.</summary>
/// <remarks>A Spanish text holds figures by name, <c>{outstanding}</c>; they are written as the culture does.</remarks>
public sealed partial class RefusalTexts
{
    private readonly FrozenDictionary<string, string> _spanish = ReadAll(".Refusals.es.json");
    private readonly FrozenDictionary<string, string> _standard = ReadAll(".Problems.json");

    internal static string Title => IsSpanish ? "No se puede hacer" : "It cannot be done";

    /// <summary>The codes that have a Spanish text.</summary>
    internal IReadOnlyCollection<string> SpanishCodes => _spanish.Keys;

    /// <summary>The reason of a refusal in the language of the request.</summary>
    public string Of(Refusal refusal) =>
        IsSpanish && _spanish.TryGetValue(refusal.Code, out var text) ? WithFigures(text, refusal.Figures, CultureInfo.CurrentCulture) : refusal.Reason;

    /// <summary>The reason in Spanish, for a report that is read in both languages; in English where there is no Spanish text.</summary>
    public string Spanish(Refusal refusal) =>
        _spanish.TryGetValue(refusal.Code, out var text) ? WithFigures(text, refusal.Figures, CultureInfo.GetCultureInfo("es-CO")) : refusal.Reason;

    internal (string Title, string Detail) Standard(string key, params object[] arguments)
    {
        var language = IsSpanish ? "es" : "en";
        return (_standard[$"{key}.title.{language}"], string.Format(CultureInfo.CurrentCulture, _standard[$"{key}.detail.{language}"], arguments));
    }

    private static bool IsSpanish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es";

    private string WithFigures(string text, IReadOnlyDictionary<string, object?> figures, CultureInfo culture) =>
        Placeholder().Replace(text, match => figures.TryGetValue(match.Groups[1].Value, out var value) ? Written(value, culture) : match.Value);

    private string Written(object? value, CultureInfo culture) => value switch
    {
        null => "–",
        Money money => money.Amount.ToString("N" + money.Currency.Decimals.ToString(CultureInfo.InvariantCulture), culture) + " " + money.Currency,
        // In the middle of a sentence.
        Enum word => Texts.T(word, spanish: true).ToLower(culture),
        // What a figure says in words has its translation under those words.
        string words => _spanish.GetValueOrDefault("words." + words, words),
        DateOnly date => date.ToString("d", culture),
        DateTimeOffset instant => instant.ToString("g", culture),
        IFormattable formattable => formattable.ToString(null, culture),
        _ => value.ToString() ?? "",
    };

    private static FrozenDictionary<string, string> ReadAll(string suffix)
    {
        var assembly = typeof(RefusalTexts).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(suffix, StringComparison.Ordinal))
            .SelectMany(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
            })
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}

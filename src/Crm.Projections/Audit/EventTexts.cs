using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Crm.Projections.Audit;

/// <summary>What an event says to a person, in Spanish and English, as data: a text per alias with the event's members in braces.</summary>
public static partial class EventTexts
{
    private static readonly FrozenDictionary<string, Text> Texts = Read();

    /// <summary>Aliases that have a text.</summary>
    public static IReadOnlyCollection<string> Aliases => Texts.Keys;

    /// <summary>The sentence of a line. A member the event does not carry reads as a dash; an alias without text as itself.</summary>
    /// <param name="language"><c>es</c> or <c>en</c>; anything else reads as English.</param>
    public static string Sentence(string eventType, IReadOnlyDictionary<string, string> facts, string language) =>
        Texts.TryGetValue(eventType, out var text)
            ? Placeholder().Replace(text.In(language), match => facts.TryGetValue(match.Groups[1].Value, out var fact) ? FactTexts.Of(eventType, match.Groups[1].Value, fact, language) : "–")
            : eventType;

    /// <summary>The members a text asks for.</summary>
    public static IEnumerable<string> Placeholders(string eventType, string language) =>
        Placeholder().Matches(Texts[eventType].In(language)).Select(match => match.Groups[1].Value);

    private static FrozenDictionary<string, Text> Read()
    {
        using var stream = typeof(EventTexts).Assembly.GetManifestResourceStream("EventTexts.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Text>>(stream, JsonSerializerOptions.Web)!.ToFrozenDictionary();
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    private sealed record Text(string Es, string En)
    {
        public string In(string language) => language == "es" ? Es : En;
    }
}

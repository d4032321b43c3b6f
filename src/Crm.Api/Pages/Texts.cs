using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Crm.Domain.Kernel;

namespace Crm.Api.Pages;

/// <summary>The texts of the pages in Spanish and English, by key, from <c>Texts.json</c>; and figures and dates as the language writes them.</summary>
public static class Texts
{
    private static readonly FrozenDictionary<string, Text> All = Read();

    /// <summary>Every key, for the test that none is missing or left over.</summary>
    public static IReadOnlyCollection<string> Keys => All.Keys;

    /// <summary>The text of a key in the language of the request. Throws <see cref="KeyNotFoundException"/> for a key that has none.</summary>
    public static string T(string key) => IsSpanish ? All[key].Es : All[key].En;

    /// <summary>The text of a value of an enum: <c>enum.TrayStatus.Pending</c>; the value's own name when it has none.</summary>
    public static string T(Enum value) => T(value, IsSpanish);

    /// <inheritdoc cref="T(Enum)"/>
    public static string T(Enum value, bool spanish) =>
        All.TryGetValue($"enum.{value.GetType().Name}.{value}", out var text) ? (spanish ? text.Es : text.En) : value.ToString();

    public static bool IsSpanish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es";

    /// <summary>An amount with its currency; cents only where there are some.</summary>
    public static string Amount(Money money)
    {
        var decimals = decimal.IsInteger(money.Amount) ? 0 : money.Currency.Decimals;
        return money.Amount.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture) + " " + money.Currency;
    }

    public static string Number(decimal number) => number.ToString("#,0.##", CultureInfo.CurrentCulture);

    public static string Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>An instant at the wall clock of an IANA zone.</summary>
    public static string Instant(DateTimeOffset? instant, string zone) => instant is { } at
        ? TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : "–";

    private static FrozenDictionary<string, Text> Read()
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream("Crm.Api.Pages.Texts.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Text>>(stream, JsonSerializerOptions.Web)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record Text(string Es, string En);
}

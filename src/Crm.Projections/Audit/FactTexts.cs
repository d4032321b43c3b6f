using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Projections.Audit;

/// <summary>The facts of an event as a person writes them: amounts and dates in the form of his language, words instead of the names of values.</summary>
internal static class FactTexts
{
    private static readonly CultureInfo Spanish = CultureInfo.GetCultureInfo("es-CO"), English = CultureInfo.GetCultureInfo("en-US");
    private static readonly FrozenDictionary<string, Dictionary<string, Word>> Words = Read();
    private static readonly Lazy<FrozenDictionary<string, Type>> Events = new(() => DomainEvents.Types().All.ToFrozenDictionary(type => type.Alias, type => type.Type));
    // How a ticket came to somebody: kept as a name of the room's, not as a value of an enum.
    private static readonly FrozenDictionary<string, Word> Strategies = new Dictionary<string, Word>
    {
        ["manual"] = new("a mano", "by hand"),
        ["claim"] = new("lo tomó", "taken"),
        ["round-robin"] = new("por turnos", "in turn"),
        ["least-loaded"] = new("al menos cargado", "least loaded"),
        ["by-skill"] = new("por habilidad", "by skill"),
    }.ToFrozenDictionary();
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, Type>> Members = new();

    /// <summary>Kinds of values that have words, by the name of their enum; each with the values that have one.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyCollection<string>> Known => Words.ToDictionary(kind => kind.Key, kind => (IReadOnlyCollection<string>)kind.Value.Keys);

    /// <summary>The type of a member of an event; <c>null</c> where the event or the member is not known here.</summary>
    public static Type? TypeOf(string eventType, string member) =>
        Members.GetOrAdd(eventType, alias => Events.Value.TryGetValue(alias, out var type) ? EventFacts.TypesOf(type) : new Dictionary<string, Type>()).GetValueOrDefault(member);

    /// <summary>A fact, kept in invariant form, in a language. What cannot be told apart is given as it is.</summary>
    public static string Of(string eventType, string member, string fact, string language)
    {
        var (type, es) = (TypeOf(eventType, member), language == "es");
        var culture = es ? Spanish : English;
        return type switch
        {
            null => fact,
            _ when member == "strategy" && type == typeof(string) => Strategies.TryGetValue(fact, out var way) ? way.In(es) : fact,
            { IsEnum: true } => Words.TryGetValue(type.Name, out var words) ? string.Join(", ", fact.Split(", ").Select(value => words.TryGetValue(value, out var word) ? word.In(es) : value)) : fact,
            _ when type == typeof(Money) || type == typeof(Balance) => Amount(fact, culture),
            _ when type == typeof(DateOnly) => Date(fact, es),
            _ when type == typeof(DateTimeOffset) => Instant(fact, es),
            _ when type == typeof(BusinessMoment) => Moment(fact, es),
            _ when type == typeof(bool) => (fact == "true", es) switch { (true, true) => "sí", (true, false) => "yes", (false, _) => "no" },
            _ when type == typeof(decimal) && decimal.TryParse(fact, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number.ToString("#,0.##", culture),
            _ when type == typeof(Percentage) && decimal.TryParse(fact.TrimEnd('%', ' '), NumberStyles.Number, CultureInfo.InvariantCulture, out var share) => share.ToString("#,0.##", culture) + " %",
            _ => fact,
        };
    }

    /// <summary>The word for a value, in Spanish or English; its name where it has none.</summary>
    public static string WordOf(Enum value, bool spanish) =>
        Words.TryGetValue(value.GetType().Name, out var words) && words.TryGetValue(value.ToString(), out var word) ? word.In(spanish) : value.ToString();

    // "900,000.00 COP": cents only where there are some.
    private static string Amount(string fact, CultureInfo culture) =>
        fact.Split(' ') is [var figure, var currency] && decimal.TryParse(figure, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? $"{amount.ToString(decimal.IsInteger(amount) ? "N0" : "N2", culture)} {currency}"
            : fact;

    private static string Date(string fact, bool es) => DateOnly.TryParseExact(fact, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? Date(date, es) : fact;

    private static string Date(DateOnly date, bool es) => date.ToString(es ? "dd/MM/yyyy" : "d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Instant(string fact, bool es) =>
        DateTimeOffset.TryParse(fact, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? $"{Date(DateOnly.FromDateTime(at.DateTime), es)} {at:HH\\:mm} UTC"
            : fact;

    private static string Moment(string fact, bool es) => fact.Split(' ') is [var date, var time, var zone] ? $"{Date(date, es)} {time} ({zone})" : fact;

    private static FrozenDictionary<string, Dictionary<string, Word>> Read()
    {
        using var stream = typeof(FactTexts).Assembly.GetManifestResourceStream("EnumTexts.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, Word>>>(stream, JsonSerializerOptions.Web)!.ToFrozenDictionary();
    }

    private sealed record Word(string Es, string En)
    {
        public string In(bool spanish) => spanish ? Es : En;
    }
}

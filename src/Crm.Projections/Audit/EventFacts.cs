using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Projections.Audit;

/// <summary>Reads the members of events as text, in invariant form: ISO dates, plain numbers, currencies by code.</summary>
public static class EventFacts
{
    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    /// <summary>The members that are no personal data. Those of nested records are beside the event's own; the event's win.</summary>
    public static Dictionary<string, string> Of(object @event)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(@event, facts);
        return facts;
    }

    /// <summary>The names <see cref="Of"/> may give for an event class.</summary>
    public static IEnumerable<string> NamesOf(Type type) =>
        MembersOf(type).SelectMany(member => member.Nested ? NamesOf(member.Type) : [member.Name]);

    /// <summary>The types of the members that <see cref="Of"/> may give for an event class; the event's own win.</summary>
    public static IReadOnlyDictionary<string, Type> TypesOf(Type type)
    {
        var types = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var member in MembersOf(type))
        {
            if (!member.Nested) types.TryAdd(member.Name, member.Type);
            else foreach (var (name, inner) in TypesOf(member.Type)) types.TryAdd(name, inner);
        }

        return types;
    }

    /// <summary>The id of a kind that the event names, itself or in a record of its own.</summary>
    public static Guid? Id<TId>(object @event) where TId : struct, IId<TId>
    {
        foreach (var member in MembersOf(@event.GetType()))
        {
            if (member.Type == typeof(TId) && member.Get(@event) is TId id && member.Name == IdName<TId>.Value) return id.Value;
            if (member.Nested && member.Get(@event) is { } nested && Id<TId>(nested) is { } found) return found;
        }

        return null;
    }

    /// <summary>Pairs of members <c>OldX</c> and <c>NewX</c>, personal ones left out.</summary>
    public static IReadOnlyList<AuditChange> Changes(object @event)
    {
        var members = MembersOf(@event.GetType());
        List<AuditChange> changes = [];
        foreach (var old in members.Where(member => member.Name.StartsWith("old", StringComparison.Ordinal)))
        {
            var field = old.Name[3..];
            if (members.FirstOrDefault(member => member.Name == "new" + field) is not { } renewed) continue;

            var (from, to) = (Text(old.Get(@event)), Text(renewed.Get(@event)));
            if (from != to) changes.Add(new(JsonNamingPolicy.CamelCase.ConvertName(field), from, to));
        }

        return changes;
    }

    private static void Collect(object value, Dictionary<string, string> facts)
    {
        foreach (var member in MembersOf(value.GetType()))
        {
            var part = member.Get(value);
            if (part is null) continue;
            if (member.Nested) Collect(part, facts);
            else if (Text(part) is { } text) facts.TryAdd(member.Name, text);
        }
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Money money => money.ToString(),
        Balance balance => balance.Total().ToString(),
        BusinessMoment moment => $"{moment.Date:O} {moment.Time:HH\\:mm} {moment.Zone}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(Text)),
        _ => value.ToString(),
    };

    // A record of ours is opened; what reads as one text, and a list, stays a member.
    private static bool Opens(Type type) =>
        type is { IsClass: true, Namespace: { } space } && space.StartsWith("Crm.Domain", StringComparison.Ordinal)
        && !typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(Balance) && type != typeof(BusinessMoment) && type != typeof(Currency);

    private static Member[] MembersOf(Type type) => Members.GetOrAdd(type, static type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0 && property.GetCustomAttribute<PersonalAttribute>() is null)
            .Select(property => new Member(property)),
    ]);

    private static class IdName<TId>
    {
        public static readonly string Value = JsonNamingPolicy.CamelCase.ConvertName(typeof(TId).Name);
    }

    private sealed class Member(PropertyInfo property)
    {
        public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        public Type Type { get; } = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        public bool Nested { get; } = Opens(property.PropertyType);
        public object? Get(object value) => property.GetValue(value);
    }
}

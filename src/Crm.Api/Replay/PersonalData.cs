using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Domain.Kernel;

namespace Crm.Api.Replay;

/// <summary>Hides personal data of events, and of what was folded from them, from who may not see it.</summary>
public static class PersonalData
{
    /// <summary>What stands where something is hidden.</summary>
    public const string Hidden = "•••";

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> Members = new();

    /// <summary>The members of an event class that hold personal data.</summary>
    public static IReadOnlyList<PropertyInfo> MembersOf(Type eventType) => Members.GetOrAdd(
        eventType, type => [.. type.GetProperties().Where(property => property.GetCustomAttribute<PersonalAttribute>() is not null)]);

    /// <summary>The personal texts that events hold.</summary>
    public static IReadOnlySet<string> ValuesIn(IEnumerable<object> events) => events
        .SelectMany(@event => MembersOf(@event.GetType()).Select(member => member.GetValue(@event) as string))
        .OfType<string>().Where(text => text.Length > 0).ToHashSet(StringComparer.Ordinal);

    /// <summary>An event's document without its personal members.</summary>
    public static JsonObject Hide(JsonObject data, Type eventType)
    {
        foreach (var name in MembersOf(eventType).Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name)))
            if (data[name] is not null) data[name] = Hidden;
        return data;
    }

    /// <summary>A document in which every text that is one of the values is hidden.</summary>
    public static JsonNode? Hide(JsonNode? node, IReadOnlySet<string> values)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToList())
                    if (IsHidden(member, values)) members[name] = Hidden;
                    else Hide(member, values);
                break;
            case JsonArray elements:
                for (var index = 0; index < elements.Count; index++)
                    if (IsHidden(elements[index], values)) elements[index] = Hidden;
                    else Hide(elements[index], values);
                break;
        }

        return node;
    }

    private static bool IsHidden(JsonNode? node, IReadOnlySet<string> values) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && values.Contains(text);
}

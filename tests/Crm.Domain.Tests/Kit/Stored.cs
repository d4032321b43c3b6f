using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kit;

/// <summary>Events as the store keeps them: JSON in camel case, enums by name.</summary>
public static class Stored
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly JsonSerializerOptions Readable = new(Options) { WriteIndented = true };

    /// <summary>The event after a trip through the store. What does not survive it fails the test that gave it.</summary>
    public static IEvent RoundTrip(IEvent @event)
    {
        var json = JsonSerializer.Serialize(@event, @event.GetType(), Options);
        var read = (IEvent)JsonSerializer.Deserialize(json, @event.GetType(), Options)!;
        JsonSerializer.Serialize(read, read.GetType(), Options).ShouldBe(json, $"{@event.GetType().Name} does not survive storage.");
        return read;
    }

    /// <summary>What two lists of events are compared by: record equality compares their lists by reference.</summary>
    public static string Text(IEnumerable<IEvent> events) =>
        string.Join('\n', events.Select(@event => $"{@event.GetType().Name} {JsonSerializer.Serialize(@event, @event.GetType(), Readable)}"));

    /// <summary>Any value as JSON, for comparing states.</summary>
    public static string Text(object? value) => JsonSerializer.Serialize(value, value?.GetType() ?? typeof(object), Readable);
}

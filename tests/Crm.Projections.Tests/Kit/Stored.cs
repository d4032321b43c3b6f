using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tests.Kit;

/// <summary>Events and documents as the store keeps them: JSON in camel case, enums by name too.</summary>
public static class Stored
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    public static readonly JsonSerializerOptions Readable = new(Options) { WriteIndented = true };

    public static string Json<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Readable);

    /// <summary>The value after a trip through the store; what does not survive it fails the test.</summary>
    public static T RoundTrip<T>(T value) where T : notnull
    {
        var json = JsonSerializer.Serialize(value, value.GetType(), Options);
        var read = (T)JsonSerializer.Deserialize(json, value.GetType(), Options)!;
        JsonSerializer.Serialize(read, read.GetType(), Options).ShouldBe(json, $"{value.GetType().Name} does not survive storage.");
        return read;
    }
}

/// <summary>The events of a test, as they would come out of the store.</summary>
public sealed class History
{
    private readonly List<Recorded> _events = [];
    private readonly Dictionary<Guid, long> _versions = [];

    public IReadOnlyList<Recorded> Events => _events;

    /// <summary>Appends events to a stream, at an instant or an hour after the last one.</summary>
    public History On(Guid stream, params IReadOnlyList<IEvent> events)
    {
        foreach (var @event in events) Append(stream, @event, at: null);
        return this;
    }

    public void Append(Guid stream, IEvent @event, DateTimeOffset? at)
    {
        var version = _versions[stream] = _versions.GetValueOrDefault(stream) + 1;
        var position = _events.Count + 1;
        _events.Add(new Recorded(
            position, Known.Id("e" + position.ToString("x10", System.Globalization.CultureInfo.InvariantCulture)), stream, version,
            DomainEvents.Types().AliasOf(@event.GetType()), Stored.RoundTrip(@event),
            at ?? new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero).AddHours(position), new EventMetadata(Known.Agent.Value, Command: "Test")));
    }
}

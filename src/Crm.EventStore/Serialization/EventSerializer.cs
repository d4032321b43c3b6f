using System.Text.Json;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Serialization;

/// <summary>The one seam between events and what is stored: alias, JSON, upcasters, personal data.</summary>
public sealed class EventSerializer
{
    private readonly EventTypes _types;
    private readonly JsonSerializerOptions _json;

    public EventSerializer(EventTypes types, JsonSerializerOptions json)
    {
        _types = types;
        _json = new(json);
        _json.Converters.Add(new StorableTextConverter());
    }

    public EventTypes Types => _types;

    internal sealed record SerializedUnit(IReadOnlyList<(string Alias, byte[] Data)> Events, byte[]? Headers);

    /// <summary>The stored form of a unit's events and metadata.</summary>
    /// <exception cref="InvalidEventTextException">A text cannot be stored.</exception>
    internal Task<SerializedUnit> Serialize(AppendUnit unit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        StorableText.Require(unit.Metadata.CorrelationId, "The correlation id");
        StorableText.Require(unit.Metadata.CausationId, "The causation id");
        StorableText.Require(unit.Idempotency?.Key, "The idempotency key");
        StorableText.Require(unit.Idempotency?.Caller, "The idempotency key's caller");
        StorableText.Require(unit.Idempotency?.Answer, "The answer");
        var events = new List<(string, byte[])>();
        foreach (var append in unit.Appends)
        {
            foreach (var @event in append.Events)
            {
                events.Add((_types.AliasOf(@event.GetType()), JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), _json)));
            }
        }

        return Task.FromResult(new SerializedUnit(events, EventHeaders.Write(unit.Metadata)));
    }

    /// <summary>The events of a page of rows, upcast to today's shapes.</summary>
    /// <exception cref="UnknownEventTypeException">A row's type is not known to this host.</exception>
    internal Task<IReadOnlyList<Recorded>> Deserialize(IReadOnlyList<RawEvent> page, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var events = new Recorded[page.Count];
        for (var i = 0; i < events.Length; i++) events[i] = Deserialize(page[i]);
        return Task.FromResult<IReadOnlyList<Recorded>>(events);
    }

    private Recorded Deserialize(RawEvent raw)
    {
        if (!_types.TryFind(raw.Type, out var type)) throw new UnknownEventTypeException(raw.Type);
        var data = JsonSerializer.Deserialize(raw.Data, type.Type, _json) ?? throw new JsonException($"The event at {raw.Position} is null.");
        var headers = EventHeaders.Read(raw.Headers);
        var metadata = new EventMetadata(
            raw.User is null ? null : Guid.Parse(raw.User), raw.Correlation, raw.Causation, headers.Command, headers.Address, headers.IdempotencyKey);
        return new(raw.Position, raw.EventId, raw.StreamId, raw.Version, raw.Type, Upcast(type, data), new(raw.Timestamp), metadata);
    }

    private object Upcast(EventType type, object data)
    {
        while (type.Upcast is { } upcast)
        {
            data = upcast(data);
            if (!_types.TryFind(_types.AliasOf(data.GetType()), out type!)) break;
        }

        return data;
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Crm.EventStore.Append;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Serialization;

/// <summary>The one seam between events and what is stored: alias, JSON, upcasters, personal data.</summary>
public sealed class EventSerializer
{
    /// <summary>Pages from this size on are deserialised on all cores.</summary>
    private const int ParallelFrom = 2_000;

    private readonly JsonSerializerOptions _json;
    private readonly SubjectKeys _keys;
    private readonly bool _anyPersonal;

    public EventSerializer(EventTypes types, JsonSerializerOptions json, SubjectKeys keys)
    {
        (Types, _keys) = (types, keys);
        _anyPersonal = types.All.Any(IsPersonal);
        _json = new(json) { TypeInfoResolver = PersonalText.Protect(json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver(), types) };
        _json.Converters.Add(new StorableTextConverter());
    }

    public EventTypes Types { get; }

    internal bool AnyPersonal => _anyPersonal;

    /// <summary>An event as it is stored: its alias and its JSON.</summary>
    /// <exception cref="InvalidEventTextException">A text cannot be stored.</exception>
    public async Task<(string Alias, byte[] Json)> Write(object @event, CancellationToken ct)
    {
        var subjects = new HashSet<Guid>();
        AddSubjects(@event, subjects);
        var keys = await _keys.ForWriting(subjects, ct);
        return Using(keys, () => Write(@event));
    }

    /// <summary>An event from its stored form, upcast to today's shape.</summary>
    /// <exception cref="UnknownEventTypeException">The alias is not known to this host.</exception>
    public async Task<object> Read(string alias, byte[] json, CancellationToken ct)
    {
        var subjects = new HashSet<Guid>();
        SubjectKey.FindSubjects(json, subjects);
        var keys = await _keys.ForReading(subjects, ct);
        return Using(keys, () => Read(alias, json));
    }

    internal sealed record SerializedUnit(IReadOnlyList<(string Alias, byte[] Data)> Events, byte[]? Headers);

    /// <summary>The stored form of a unit's events and metadata; one round trip at most, when a subject's key is not known here.</summary>
    /// <exception cref="InvalidEventTextException">A text cannot be stored.</exception>
    internal async ValueTask<SerializedUnit> Serialize(AppendUnit unit, CancellationToken ct)
    {
        var metadata = unit.Metadata;
        StorableText.Require(metadata.CorrelationId, "The correlation id");
        StorableText.Require(metadata.CausationId, "The causation id");
        StorableText.Require(unit.Idempotency?.Key, "The idempotency key");
        StorableText.Require(unit.Idempotency?.Caller, "The idempotency key's caller");
        StorableText.Require(unit.Idempotency?.Answer, "The answer");

        var subjects = new HashSet<Guid>();
        foreach (var append in unit.Appends)
        {
            foreach (var @event in append.Events) AddSubjects(@event, subjects);
        }

        var address = _keys.Addresses.KnownEnvelope(metadata);
        if (metadata.Address is not null && address is null) subjects.Add(AddressBook.SubjectOf(metadata));
        var keys = subjects.Count == 0 ? KeyRing.Empty : await _keys.ForWriting(subjects, ct);
        if (metadata.Address is not null) address ??= _keys.Addresses.Envelope(metadata, keys);
        return Using(keys, () => new SerializedUnit(
            [.. unit.Appends.SelectMany(append => append.Events).Select(Write)], EventHeaders.Write(metadata, address)));
    }

    /// <summary>The events of a page of rows, upcast to today's shapes.</summary>
    /// <exception cref="UnknownEventTypeException">A row's type is not known to this host.</exception>
    internal async ValueTask<IReadOnlyList<Recorded>> Deserialize(RawPage page, CancellationToken ct)
    {
        var count = page.Count;
        var headers = ArrayPool<EventHeaders>.Shared.Rent(count);
        try
        {
            for (var i = 0; i < count; i++) headers[i] = EventHeaders.Read(page.Rows[i].Headers);
            var keys = await KeysOf(page, headers, ct);
            var events = new Recorded[count];
            if (count < ParallelFrom)
            {
                Fill(0, count);
                return events;
            }

            var share = (count / Environment.ProcessorCount) + 1;
            await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount)
                .Select(part => Task.Run(() => Fill(Math.Min(part * share, count), Math.Min((part + 1) * share, count)), CancellationToken.None)));
            return events;

            bool Fill(int from, int to) => Using(keys, () =>
            {
                var rows = page.Rows;
                for (var i = from; i < to; i++) events[i] = Recorded(rows[i], headers[i], keys);
                return true;
            });
        }
        finally
        {
            ArrayPool<EventHeaders>.Shared.Return(headers, clearArray: true);
        }
    }

    /// <summary>The events of a stream without who caused them, for folding.</summary>
    /// <param name="known">Keys that were read together with the rows.</param>
    internal async ValueTask<IReadOnlyList<object>> DeserializeData(IReadOnlyList<RawEvent> rows, IReadOnlyList<(Guid Subject, byte[]? Stored)> known, CancellationToken ct)
    {
        _keys.Learn(known);
        HashSet<Guid>? subjects = null;
        foreach (var raw in rows) AddSubjects(raw, ref subjects);
        var keys = await KeysOf(subjects, ct);
        return Using(keys, () => rows.Select(raw => Read(raw.Type, raw.Data.Span)).ToList());
    }

    private ValueTask<KeyRing> KeysOf(RawPage page, EventHeaders[] headers, CancellationToken ct)
    {
        HashSet<Guid>? subjects = null;
        foreach (ref readonly var raw in page.Rows) AddSubjects(raw, ref subjects);
        foreach (ref readonly var header in headers.AsSpan(0, page.Count))
        {
            if (header.Address is not { } envelope || _keys.Addresses.Knows(envelope)) continue;
            if (SubjectKey.TrySubjectOf(envelope, out var subject)) (subjects ??= []).Add(subject);
        }

        return KeysOf(subjects, ct);
    }

    private async ValueTask<KeyRing> KeysOf(HashSet<Guid>? subjects, CancellationToken ct) =>
        subjects is null or { Count: 0 } ? KeyRing.Empty : await _keys.ForReading(subjects, ct);

    private void AddSubjects(in RawEvent raw, ref HashSet<Guid>? subjects)
    {
        if (_anyPersonal && Types.TryFind(raw.Type, out var type) && IsPersonal(type)) SubjectKey.FindSubjects(raw.Data.Span, subjects ??= []);
    }

    private Recorded Recorded(in RawEvent raw, EventHeaders headers, KeyRing keys)
    {
        var metadata = new EventMetadata(
            raw.User is null ? null : Guid.Parse(raw.User), raw.Correlation, raw.Causation, headers.Command,
            headers.Address is null ? null : _keys.Addresses.Address(headers.Address, keys), headers.IdempotencyKey);
        return new(raw.Position, raw.EventId, raw.StreamId, raw.Version, raw.Type, Read(raw.Type, raw.Data.Span), new(raw.Timestamp), metadata);
    }

    private (string Alias, byte[] Json) Write(object @event)
    {
        var type = @event.GetType();
        return (Types.AliasOf(type), JsonSerializer.SerializeToUtf8Bytes(@event, type, _json));
    }

    private object Read(string alias, ReadOnlySpan<byte> json)
    {
        if (!Types.TryFind(alias, out var type)) throw new UnknownEventTypeException(alias);
        var data = JsonSerializer.Deserialize(json, type.Type, _json) ?? throw new JsonException($"An event '{alias}' is null.");
        while (type.Upcast is { } upcast)
        {
            data = upcast(data);
            type = Types.Of(data.GetType());
        }

        return data;
    }

    private void AddSubjects(object @event, HashSet<Guid> subjects)
    {
        if (!_anyPersonal || Types.Of(@event.GetType()).Personal is not { } members) return;
        foreach (var member in members) subjects.Add(member.SubjectOf(@event));
    }

    private static bool IsPersonal(EventType type) => type.Personal is { Count: > 0 };

    private static T Using<T>(KeyRing keys, Func<T> work)
    {
        PersonalText.Using(keys);
        try
        {
            return work();
        }
        finally
        {
            PersonalText.Using(null);
        }
    }
}

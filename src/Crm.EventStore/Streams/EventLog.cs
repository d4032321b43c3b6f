using System.Runtime.CompilerServices;
using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Npgsql;

namespace Crm.EventStore.Streams;

/// <summary>The store of events: append, read a stream, read everything.</summary>
/// <remarks>
/// Every method throws <see cref="StoreUnavailableException"/> when the database cannot be reached, and the reading ones
/// <see cref="UnknownEventTypeException"/> when an event is of a type this host does not know.
/// </remarks>
public sealed class EventLog : IAsyncDisposable
{
    private readonly EventReader _reader;
    private readonly EventSerializer _serializer;
    private readonly AppendQueue _queue;

    public EventLog(NpgsqlDataSource source, EventSerializer serializer, AppendLimits? limits = null)
    {
        _serializer = serializer;
        _reader = new(source, serializer);
        _queue = new(source, limits ?? new());
    }

    /// <summary>Appends a unit, batched with what other callers are appending; durable when it returns.</summary>
    /// <remarks>Cancelling stops the waiting only: once the unit was taken it is appended or not, whoever still listens.</remarks>
    /// <exception cref="InvalidEventTextException">A text cannot be stored.</exception>
    public async Task<AppendOutcome> Append(AppendUnit unit, CancellationToken ct)
    {
        var pending = new PendingUnit(unit, await _serializer.Serialize(unit, ct));
        await _queue.Enqueue(pending, ct);
        return await pending.Outcome.WaitAsync(ct);
    }

    /// <summary>Appends independent units in as few round trips and commits as the limits allow; each succeeds or fails alone. For imports.</summary>
    public async Task<IReadOnlyList<AppendOutcome>> AppendMany(IReadOnlyList<AppendUnit> units, CancellationToken ct)
    {
        // Together, so that the keys of new persons are fetched in one round trip and not one by one.
        var serialized = await Task.WhenAll(units.Select(unit => _serializer.Serialize(unit, ct).AsTask()));
        var pending = units.Zip(serialized, (unit, stored) => new PendingUnit(unit, stored)).ToArray();
        await _queue.EnqueueMany(pending, ct);
        return await Task.WhenAll(pending.Select(unit => unit.Outcome)).WaitAsync(ct);
    }

    /// <summary>A stream's events in order, from after a version, up to a version, an instant or a position.</summary>
    public Task<IReadOnlyList<Recorded>> ReadStream(Guid streamId, StreamRange range, CancellationToken ct) =>
        _reader.Stream(streamId, range, ct);

    /// <summary>The events of several streams in one round trip, each stream's in order; streams that do not exist are left out.</summary>
    public Task<IReadOnlyList<Recorded>> ReadStreams(IReadOnlyCollection<Guid> streamIds, CancellationToken ct) => _reader.Streams(streamIds, ct);

    /// <summary>What happened in a stream after a version, for folding: the events alone and the version they lead to.</summary>
    internal Task<(IReadOnlyList<object> Events, long? Version)> ReadStreamData(Guid streamId, long afterVersion, CancellationToken ct) =>
        _reader.StreamData(streamId, afterVersion, ct);

    /// <summary>All events after a position in order of position, in pages, until the present end.</summary>
    /// <param name="types">Aliases to read; <c>null</c>: all.</param>
    public async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(
        long after, IReadOnlyCollection<string>? types, int pageSize, [EnumeratorCancellation] CancellationToken ct)
    {
        // The next page is fetched while this one is deserialised and used.
        var aliases = types?.ToArray();
        var next = _reader.RawPage(after, aliases, pageSize, ct);
        while (true)
        {
            IReadOnlyList<Recorded> events;
            bool last;
            using (var page = await next)
            {
                if (page.Count == 0) yield break;
                last = page.Count < pageSize;
                if (!last) next = _reader.RawPage(page.Rows[^1].Position, aliases, pageSize, ct);
                events = await _serializer.Deserialize(page, ct);
            }

            yield return events;
            if (last) yield break;
        }
    }

    /// <summary>One page of all events after a position, in order of position.</summary>
    public async Task<IReadOnlyList<Recorded>> ReadPage(long after, IReadOnlyCollection<string>? types, int pageSize, CancellationToken ct)
    {
        using var page = await _reader.RawPage(after, types?.ToArray(), pageSize, ct);
        return await _serializer.Deserialize(page, ct);
    }

    /// <summary>The position of the last committed event; 0 when there is none.</summary>
    public Task<long> Head(CancellationToken ct) => _reader.Head(ct);

    /// <summary>The last position at or before an instant. Timestamps never decrease with positions, so an instant is a prefix.</summary>
    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) => _reader.PositionAt(instant, ct);

    /// <summary>What was answered under a caller's key; <c>null</c> when the key is unused.</summary>
    public Task<AppendOutcome.AlreadyAnswered?> FindAnswer(string caller, string key, byte[] fingerprint, CancellationToken ct) =>
        _reader.FindAnswer(caller, key, fingerprint, ct);

    /// <summary>Sends what was taken, then closes.</summary>
    public ValueTask DisposeAsync() => _queue.DisposeAsync();
}

/// <summary>Which part of a stream is wanted.</summary>
public sealed record StreamRange(long AfterVersion = 0, long? UpToVersion = null, DateTimeOffset? UpToInstant = null, long? UpToPosition = null)
{
    public static readonly StreamRange Whole = new();
}

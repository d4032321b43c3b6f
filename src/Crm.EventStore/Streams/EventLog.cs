using Crm.EventStore.Append;

namespace Crm.EventStore.Streams;

/// <summary>The store of events: append, read a stream, read everything.</summary>
public sealed class EventLog
{
    /// <summary>Appends a unit, batched with what other callers are appending; durable when it returns.</summary>
    public Task<AppendOutcome> Append(AppendUnit unit, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Appends independent units in one round trip and one commit; each succeeds or fails alone. For imports.</summary>
    public Task<IReadOnlyList<AppendOutcome>> AppendMany(IReadOnlyList<AppendUnit> units, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>A stream's events in order, from after a version, up to a version, an instant or a position.</summary>
    public Task<IReadOnlyList<Recorded>> ReadStream(Guid streamId, StreamRange range, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>All events after a position in order of position, in pages, until the present end.</summary>
    /// <param name="types">Aliases to read; <c>null</c>: all.</param>
    public IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(long after, IReadOnlyCollection<string>? types, int pageSize, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The position of the last committed event; 0 when there is none.</summary>
    public Task<long> Head(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The last position at or before an instant. Timestamps never decrease with positions, so an instant is a prefix.</summary>
    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>What was answered under a caller's key; <c>null</c> when the key is unused.</summary>
    public Task<AppendOutcome.AlreadyAnswered?> FindAnswer(string caller, string key, byte[] fingerprint, CancellationToken ct) => throw new NotImplementedException();
}

/// <summary>Which part of a stream is wanted.</summary>
public sealed record StreamRange(long AfterVersion = 0, long? UpToVersion = null, DateTimeOffset? UpToInstant = null, long? UpToPosition = null)
{
    public static readonly StreamRange Whole = new();
}

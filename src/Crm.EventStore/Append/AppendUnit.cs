using Crm.EventStore.Streams;

namespace Crm.EventStore.Append;

/// <summary>What one command writes: all of it or nothing.</summary>
/// <param name="Appends">Events by stream; a stream stands here once.</param>
/// <param name="Asserts">Streams that were only read and must not have moved.</param>
/// <param name="Idempotency">The caller's key with the answer to keep under it, if he sent one.</param>
public sealed record AppendUnit(
    IReadOnlyList<StreamAppend> Appends, IReadOnlyList<StreamAssert> Asserts, EventMetadata Metadata, IdempotentAnswer? Idempotency = null)
{
    public AppendUnit(EventMetadata metadata, params IReadOnlyList<StreamAppend> appends) : this(appends, [], metadata)
    {
    }
}

/// <param name="StreamType">Snake_case name of the aggregate: <c>payment_agreement</c>.</param>
/// <param name="ExpectedVersion">The version the decision was made on; 0: the stream must not exist; <c>null</c>: any.</param>
public sealed record StreamAppend(Guid StreamId, string StreamType, long? ExpectedVersion, IReadOnlyList<object> Events);

public sealed record StreamAssert(Guid StreamId, long Version);

/// <summary>An answer kept for ever under a caller's key.</summary>
/// <param name="Caller">Whose key it is; two callers may use the same one.</param>
/// <param name="Fingerprint">Hash of the request's method, path and body; another request under the same key is refused.</param>
/// <param name="Answer">What to answer again, JSON. The position is added when it is read back.</param>
public sealed record IdempotentAnswer(string Caller, string Key, byte[] Fingerprint, string Answer);

/// <summary>What became of a unit.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>Committed and durable.</summary>
    /// <param name="Position">Position of the unit's last event.</param>
    /// <param name="Versions">The new version of each stream of the unit.</param>
    public sealed record Appended(long Position, DateTimeOffset Timestamp, IReadOnlyDictionary<Guid, long> Versions, IReadOnlyList<Guid> EventIds) : AppendOutcome;

    /// <summary>A stream was not at the version expected; nothing was written.</summary>
    public sealed record Conflict(Guid StreamId, long Expected, long Actual) : AppendOutcome;

    /// <summary>The caller's key was used before; nothing was written.</summary>
    /// <param name="SameRequest">Whether the fingerprint is the same; if not, the key was reused for another request.</param>
    public sealed record AlreadyAnswered(bool SameRequest, string Answer, long Position) : AppendOutcome;
}

namespace Crm.EventStore.Streams;

/// <summary>An event as it stands in the store.</summary>
/// <param name="Position">Its place in the order of commits over all streams (<c>seq_id</c>); holes are possible, going back is not.</param>
/// <param name="EventId">Unique for ever; reactions derive their idempotency keys from it.</param>
/// <param name="Version">Its place in its stream: 1…n without holes.</param>
/// <param name="EventType">The stored alias, as written; <paramref name="Data"/> may be of a later shape.</param>
/// <param name="Data">The event, upcast to today's shape.</param>
/// <param name="Timestamp">UTC, never before that of an earlier position.</param>
public sealed record Recorded(
    long Position, Guid EventId, Guid StreamId, long Version, string EventType, object Data, DateTimeOffset Timestamp, EventMetadata Metadata);

/// <summary>Who caused an event, through what and from where. Ids are opaque; the address is personal data of the actor and stored encrypted.</summary>
/// <param name="ActorId">The user; <c>null</c>: the system itself.</param>
/// <param name="CorrelationId">One for all that followed from a request.</param>
/// <param name="CausationId">The event or command that led to it.</param>
/// <param name="Command">The command's name: <c>BreakAgreement</c>.</param>
/// <param name="Address">Network address of the caller.</param>
/// <param name="IdempotencyKey">The key the caller sent, if any.</param>
public sealed record EventMetadata(
    Guid? ActorId = null, string? CorrelationId = null, string? CausationId = null, string? Command = null, string? Address = null,
    string? IdempotencyKey = null)
{
    public static readonly EventMetadata None = new();
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Reactions;

/// <summary>
/// What is done because an event was committed: another command, a message to the outside. Never run in a rebuild. Each event is handed over
/// at least once and in order of positions; the key in the context makes doing it again harmless.
/// </summary>
/// <param name="start">Which events a reaction that is new here is shown.</param>
public abstract class Reaction(ReactionStart start)
{
    /// <summary>Snake_case name of its checkpoint and its dead letters: <c>when_debtor_deceased</c>.</summary>
    public virtual string Name => SnakeCase.Of(GetType().Name);

    public ReactionStart Start { get; } = start;

    public abstract IReadOnlyCollection<Type> Handles { get; }

    /// <summary>Attempts, with growing pauses, before an event becomes a dead letter and the next one is taken.</summary>
    public virtual int Attempts => 5;

    /// <summary>The pause before the second attempt; doubled each time.</summary>
    public virtual TimeSpan FirstPause => TimeSpan.FromMilliseconds(200);

    /// <summary>Throwing means: not done, try again.</summary>
    public abstract Task React(Recorded recorded, ReactionContext context, CancellationToken ct);
}

/// <summary>Which events a reaction begins with that was never run on this database.</summary>
public enum ReactionStart
{
    /// <summary>Those appended after it was first started.</summary>
    FromNow,

    /// <summary>All of history.</summary>
    FromBeginning,
}

/// <param name="IdempotencyKey">The same for every attempt at this event by this reaction.</param>
/// <param name="Attempt">1, 2, …; a dead letter that is re-driven begins again.</param>
public sealed record ReactionContext(string Reaction, Guid IdempotencyKey, int Attempt);

/// <summary>Ids that follow from other ids: the same today, tomorrow and on another host.</summary>
public static class DerivedId
{
    /// <summary>An id for what a purpose makes of an event: UUID version 8 of SHA-256.</summary>
    public static Guid Of(string purpose, Guid cause) => Of(purpose, cause.ToString("D"));

    /// <inheritdoc cref="Of(string, Guid)"/>
    public static Guid Of(string purpose, string cause)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{purpose}\n{cause}"), hash);
        var high = (BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0FFF) | 0x8000;
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)high);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

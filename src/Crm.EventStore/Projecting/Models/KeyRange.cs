using System.Buffers.Binary;

namespace Crm.EventStore.Projecting.Models;

/// <summary>Keys whose hash lies in [From, To) of 0 … 2³².</summary>
internal readonly record struct KeyRange(long From, long To)
{
    public const long End = 1L << 32;

    public static readonly KeyRange Whole = new(0, End);

    public bool Contains(uint hash) => hash >= From && hash < To;

    public KeyRange LowerHalf => this with { To = From + ((To - From) / 2) };

    /// <summary>The same on every host and in every process, so that an interrupted rebuild can go on elsewhere.</summary>
    public static uint Hash<TKey>(TKey key) where TKey : notnull => key switch
    {
        Guid id => OfGuid(id),
        string text => OfText(text),
        _ => throw new NotSupportedException($"A document's key is a Guid or a string, not {typeof(TKey)}."),
    };

    public static uint OfText(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = unchecked((hash ^ c) * 16777619u);
        return Mix(hash);
    }

    private static uint OfGuid(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var folded = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        return Mix(unchecked((uint)(folded ^ (folded >> 32))));
    }

    // The finaliser of MurmurHash3, by Austin Appleby, public domain: every bit of the key moves every bit of the hash.
    private static uint Mix(uint hash) => unchecked(Step(Step(hash, 16, 0x85ebca6bu), 13, 0xc2b2ae35u) is var mixed ? mixed ^ (mixed >> 16) : 0);

    private static uint Step(uint hash, int shift, uint factor) => unchecked((hash ^ (hash >> shift)) * factor);
}

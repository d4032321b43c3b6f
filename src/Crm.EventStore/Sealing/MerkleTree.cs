using System.Security.Cryptography;

namespace Crm.EventStore.Sealing;

/// <summary>
/// The tree of RFC 6962 over SHA-256: a leaf is hashed behind 00, an inner node behind 01, and a node without a neighbour goes up as it is.
/// </summary>
/// <remarks>A leaf is hashed from an entry of 80 bytes: whose row it is (16), the hash of the row's envelope (32), the hash of its data (32).</remarks>
internal static class MerkleTree
{
    public const int HashLength = 32, EntryLength = 16 + 2 * HashLength;

    public static void Leaf(ReadOnlySpan<byte> entry, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + EntryLength];
        input[0] = 0;
        entry.CopyTo(input[1..]);
        SHA256.HashData(input, destination);
    }

    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + 2 * HashLength];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashLength)..]);
        SHA256.HashData(input, destination);
    }

    /// <summary>The root, and all nodes above the leaves, level by level from below; the last is the root.</summary>
    public static (byte[] Root, byte[] Nodes) Build(ReadOnlySpan<byte> entries)
    {
        var leaves = entries.Length / EntryLength;
        if (leaves == 0) return (SHA256.HashData([]), []);
        var below = new byte[leaves * HashLength];
        for (var i = 0; i < leaves; i++) Leaf(entries.Slice(i * EntryLength, EntryLength), below.AsSpan(i * HashLength, HashLength));
        if (leaves == 1) return (below, []);

        var nodes = new byte[Levels(leaves).Sum(level => level.Count) * HashLength];
        ReadOnlySpan<byte> level = below;
        foreach (var (offset, count) in Levels(leaves))
        {
            var above = nodes.AsSpan(offset * HashLength, count * HashLength);
            Above(level, above);
            level = above;
        }

        return (nodes[^HashLength..], nodes);
    }

    public static byte[] Root(ReadOnlySpan<byte> entries) => Build(entries).Root;

    /// <summary>Where each level above the leaves begins among the nodes, and how many it has.</summary>
    public static IEnumerable<(int Offset, int Count)> Levels(int leaves)
    {
        var offset = 0;
        for (var count = leaves; count > 1;)
        {
            count = (count + 1) / 2;
            yield return (offset, count);
            offset += count;
        }
    }

    /// <summary>Which neighbours prove a leaf: level 0 is the leaves', and a level where it has none is left out.</summary>
    public static IEnumerable<(int Level, int Index)> Neighbours(int index, int leaves)
    {
        for (var level = 0; leaves > 1; level++, index /= 2, leaves = (leaves + 1) / 2)
        {
            if (index % 2 == 1) yield return (level, index - 1);
            else if (index + 1 < leaves) yield return (level, index + 1);
        }
    }

    /// <summary>The root that a leaf and its neighbours give; <c>null</c> when there are not as many neighbours as there must be.</summary>
    public static byte[]? RootOf(ReadOnlySpan<byte> leaf, int index, int leaves, IReadOnlyList<byte[]> neighbours)
    {
        if (index < 0 || index >= leaves) return null;
        var hash = leaf.ToArray();
        var used = 0;
        foreach (var (level, neighbour) in Neighbours(index, leaves))
        {
            if (used == neighbours.Count || neighbours[used].Length != HashLength) return null;
            var other = neighbours[used++];
            if (neighbour < index >> level) Node(other, hash, hash);
            else Node(hash, other, hash);
        }

        return used == neighbours.Count ? hash : null;
    }

    private static void Above(ReadOnlySpan<byte> level, Span<byte> above)
    {
        var count = level.Length / HashLength;
        for (var i = 0; i + 1 < count; i += 2)
            Node(level.Slice(i * HashLength, HashLength), level.Slice((i + 1) * HashLength, HashLength), above.Slice(i / 2 * HashLength, HashLength));
        if (count % 2 == 1) level[^HashLength..].CopyTo(above[^HashLength..]);
    }
}

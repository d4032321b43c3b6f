namespace Crm.EventStore.Sealing;

/// <summary>The rows of one seal as they are now.</summary>
internal sealed class RowsOfSeal
{
    private byte[] _entries = new byte[1 << 16];
    private int _length;

    public List<long> Positions { get; } = [];

    public ReadOnlySpan<byte> Entries => _entries.AsSpan(0, _length);

    public void Add(long position, ReadOnlySpan<byte> entry)
    {
        Positions.Add(position);
        if (_entries.Length - _length < entry.Length) Array.Resize(ref _entries, _entries.Length * 2);
        entry.CopyTo(_entries.AsSpan(_length));
        _length += entry.Length;
    }

    public void Clear()
    {
        Positions.Clear();
        _length = 0;
    }

    public bool Gives(SealHeader header) =>
        Positions.Count == header.Leaves && Convert.ToHexStringLower(MerkleTree.Root(Entries)) == header.Root;
}

/// <summary>
/// Names the first place where rows are not what was sealed, with the help of the kept entries: what the leaves were made of. They are not trusted
/// but recomputed to the signed root; when they were altered too, the place is the whole seal.
/// </summary>
internal sealed class Diagnosis(SealSource source, SealHeader header, RowsOfSeal rows, byte[] kept)
{
    private const int Owner = 16, Hash = MerkleTree.HashLength;
    private readonly bool _keptIsSealed = kept.Length == header.Leaves * MerkleTree.EntryLength && Convert.ToHexStringLower(MerkleTree.Root(kept)) == header.Root;

    /// <param name="nothingBehind">Whether there is no row behind this seal.</param>
    public SealFinding Name(bool nothingBehind) =>
        (source.Dense ? ByPosition(nothingBehind) : ByContent(nothingBehind)) ?? Finding(
            FindingKind.Altered, null, null,
            $"The rows at {header.First} to {header.Last} are not what seal {header.Number} covers, and its kept hashes were altered with them, so that the place cannot be told more closely.");

    private SealFinding? ByPosition(bool nothingBehind)
    {
        var expected = Gaps.Parse(header.Gaps, header.First, header.Last)!.Present(header.First, header.Last).ToList();
        var row = 0;
        for (var place = 0; place < expected.Count; place++)
        {
            var position = expected[place];
            if (row < rows.Positions.Count && rows.Positions[row] < position) return Inserted(row);
            if (row == rows.Positions.Count || rows.Positions[row] > position)
            {
                var missing = expected.Except(rows.Positions).ToList();
                return Missing(place, position, missing.Count, rows.Positions.Count == row && nothingBehind, missing);
            }

            if (Differs(row, place) is { } differs) return differs;
            row++;
        }

        return row < rows.Positions.Count ? Inserted(row) : null;
    }

    // Without a number for each row they are told apart by what they hold.
    private SealFinding? ByContent(bool nothingBehind)
    {
        if (!_keptIsSealed) return null;
        var sealedRows = Enumerable.Range(0, (int)header.Leaves).ToLookup(place => Convert.ToHexString(Kept(place)));
        var present = Enumerable.Range(0, rows.Positions.Count).ToLookup(row => Convert.ToHexString(Actual(row)));
        for (var place = 0; place < Math.Max(header.Leaves, rows.Positions.Count); place++)
        {
            if (place >= header.Leaves) return Inserted(place);
            var gone = !present.Contains(Convert.ToHexString(Kept(place)));
            if (place >= rows.Positions.Count) return Missing(place, null, (int)header.Leaves - rows.Positions.Count, nothingBehind, []);
            var strange = !sealedRows.Contains(Convert.ToHexString(Actual(place)));
            if (gone && strange) return Differs(place, place);
            if (gone) return Missing(place, null, (int)header.Leaves - rows.Positions.Count, false, []);
            if (strange) return Inserted(place);
        }

        return null;
    }

    private SealFinding Inserted(int row) => Finding(
        FindingKind.Inserted, rows.Positions[row], OwnerOf(Actual(row)),
        $"The row at {rows.Positions[row]} ({Whose(OwnerOf(Actual(row)))}) was not there when seal {header.Number} was made, which covers {header.First} to {header.Last}.");

    private SealFinding Missing(int place, long? position, int count, bool isTail, List<long> missing)
    {
        var owner = _keptIsSealed ? OwnerOf(Kept(place)) : (Guid?)null;
        var where = position is null ? $"Row {place + 1} of seal {header.Number}" : $"The row at {position}";
        var more = count > 1 ? $", and {count - 1} more of this seal's with it" : "";
        var ofOwner = owner is not null && missing.Count > 1 ? $" ({OfOwner(owner.Value, missing)} of that {source.Noun})" : "";
        return Finding(
            isTail ? FindingKind.Truncated : FindingKind.Missing, position, owner,
            $"{where} ({(owner is null ? "whose it was cannot be told" : Whose(owner.Value))}) is sealed and is not there{more}{ofOwner}{(isTail ? "; nothing follows: the end was cut off" : "")}.");
    }

    private int OfOwner(Guid owner, List<long> missing)
    {
        var gaps = Gaps.Parse(header.Gaps, header.First, header.Last)!;
        return missing.Count(position => gaps.IndexOf(header.First, position) is { } place && OwnerOf(Kept(place)) == owner);
    }

    private SealFinding? Differs(int row, int place)
    {
        if (kept.Length != header.Leaves * MerkleTree.EntryLength) return null;
        var was = Kept(place);
        var now = Actual(row);
        if (was.SequenceEqual(now)) return null;
        var owner = OwnerOf(_keptIsSealed ? was : now);
        var caveat = _keptIsSealed ? "" : " The kept hashes of this seal were altered too, so an earlier place in it is possible.";
        var envelope = !was.Slice(Owner, Hash).SequenceEqual(now.Slice(Owner, Hash));
        var data = !Data(was).SequenceEqual(Data(now));
        if (data && Partner(row, place) is { } partner)
        {
            return Finding(
                FindingKind.Exchanged, rows.Positions[row], owner,
                $"The {(envelope ? "rows" : "data of the rows")} at {rows.Positions[row]} and {rows.Positions[partner]} stand in each other's place ({Whose(owner)}).{caveat}");
        }

        var what = (envelope, data) switch
        {
            (true, true) => "data and envelope (stream, version, type, instant, actor, headers or correlation) differ",
            (false, true) => "its data differs; its envelope is as sealed",
            _ => "its envelope (stream, version, type, instant, actor, headers or correlation) differs; its data is as sealed",
        };
        return Finding(FindingKind.Altered, rows.Positions[row], owner, $"The row at {rows.Positions[row]} ({Whose(owner)}) is not what was sealed: {what}.{caveat}");
    }

    private int? Partner(int row, int place)
    {
        if (rows.Positions.Count != header.Leaves) return null;
        for (var other = 0; other < rows.Positions.Count; other++)
        {
            if (other != row && Data(Actual(other)).SequenceEqual(Data(Kept(place))) && Data(Actual(row)).SequenceEqual(Data(Kept(other)))) return other;
        }

        return null;
    }

    private string Whose(Guid owner) => owner == Guid.Empty ? $"no {source.Noun}'s" : $"{source.Noun} {owner}";

    private ReadOnlySpan<byte> Kept(int place) => kept.AsSpan(place * MerkleTree.EntryLength, MerkleTree.EntryLength);

    private ReadOnlySpan<byte> Actual(int row) => rows.Entries.Slice(row * MerkleTree.EntryLength, MerkleTree.EntryLength);

    private static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> entry) => entry[(Owner + Hash)..];

    private static Guid OwnerOf(ReadOnlySpan<byte> entry) => new(entry[..Owner], bigEndian: true);

    private SealFinding Finding(FindingKind kind, long? position, Guid? owner, string message) => new(kind, header.Chain, header.Number, position, owner, message);
}

namespace Crm.EventStore.Sealing;

/// <summary>Walks a chain: first each seal, then its rows. Knows nothing of where they come from, so that a database and a bundle are judged alike.</summary>
internal sealed class ChainVerifier(SealSource source, KeyTrust keys, HeldOutside outside)
{
    private readonly Dictionary<long, HeldHead> _held = outside.Heads.Where(head => head.Chain == source.Chain)
        .GroupBy(head => head.Number).ToDictionary(group => group.Key, group => group.First());
    private readonly Dictionary<long, long> _gone = [];
    private readonly SealFinding? _torn = outside.Heads.Where(head => head.Chain == source.Chain).GroupBy(head => head.Number)
        .Where(group => group.Select(head => head.Hash).Distinct().Count() > 1)
        .Select(group => new SealFinding(FindingKind.HeadDiffers, source.Chain, group.Key, null, null, $"Two different seals {group.Key} are held outside: the history was written twice."))
        .FirstOrDefault();

    public SealHeader? Last { get; private set; }

    public long Seals { get; private set; }

    public long Rows { get; private set; }

    public long Purged { get; private set; }

    /// <summary>What seals of the chain say was dropped; each of these seals is checked when it comes.</summary>
    public IReadOnlyList<PurgedRange> Purges { get; set; } = [];

    /// <summary>Those of which rows were missed.</summary>
    public IReadOnlyList<PurgedRange> PurgesSeen => [.. _gone.OrderBy(gone => gone.Key).Select(gone => Purges.First(range => range.Seal == gone.Key) with { Rows = gone.Value })];

    /// <summary>A seal that stands where the next one has to.</summary>
    /// <param name="partial">Whether the chain may begin in the middle.</param>
    public SealFinding? Seal(StoredSeal stored, bool partial, out SealHeader? header)
    {
        header = SealHeader.Parse(stored.Text);
        var expected = Last is null ? (partial ? stored.Number : 1) : Last.Number + 1;
        if (stored.Number != expected) return Finding(FindingKind.SealAltered, expected, $"Seal {expected} is missing; the next one is {stored.Number}.");
        if (header is null) return Finding(FindingKind.SealAltered, expected, $"Seal {expected} does not say what a seal says.");
        if (header.Number != expected || header.Chain != source.Chain)
            return Finding(FindingKind.SealAltered, expected, $"In the place of seal {expected} of {source.Chain} stands seal {header.Number} of {header.Chain}.");
        if (keys.Check(header, stored.Signature, Last?.Key) is { } untrusted) return HeldOther(header) ?? untrusted;
        if (HeldOther(header) is { } other) return other;
        if (Last is null ? !partial && header.Previous != SealHeader.NoPrevious : header.Previous != Last.Hash)
            return Finding(FindingKind.SealAltered, expected, $"Seal {expected} follows another seal {expected - 1} than this one.");
        if (!Consistent(header)) return Finding(FindingKind.SealAltered, expected, $"Seal {expected} contradicts itself or the one before: it covers {header.First} to {header.Last}.");

        Last = header;
        Seals++;
        return null;
    }

    public void Sound(SealHeader header) => Rows += header.Leaves;

    public void Proven() => Rows++;

    /// <summary>None of a seal's rows is there.</summary>
    /// <returns>Whether another seal says so.</returns>
    public bool GonePurged(SealHeader header)
    {
        if (Purges.FirstOrDefault(range => range.Holds(header)) is not { } range) return false;

        Purged += header.Leaves;
        _gone[range.Seal] = _gone.GetValueOrDefault(range.Seal) + header.Leaves;
        return true;
    }

    /// <summary>When all seals were seen.</summary>
    public SealFinding? End()
    {
        if (_torn is not null) return _torn;
        if (_held.Count > 0 && _held.Keys.Max() is var furthest && furthest > (Last?.Number ?? 0))
        {
            var head = SealHeader.Parse(_held[furthest].Header)!;
            return new(
                FindingKind.Truncated, source.Chain, furthest, (Last?.Last ?? head.First - 1) + 1, null,
                $"The chain ends with seal {Last?.Number ?? 0}, position {Last?.Last ?? 0}; held outside is seal {furthest}, up to position {head.Last}: the end was cut off, or lost in a restore.");
        }

        return Last is null ? null : keys.CheckHead(Last);
    }

    private SealFinding? HeldOther(SealHeader header) => _held.TryGetValue(header.Number, out var head) && head.Hash != header.Hash
        ? new(
            FindingKind.HeadDiffers, source.Chain, header.Number, null, null,
            $"Seal {header.Number} is not the one held outside: its hash is {header.Hash}, outside is {head.Hash}.")
        : null;

    private bool Consistent(SealHeader header)
    {
        if (header.Kind == SealHeader.Purge) return Last is not null && header.First == Last.Last + 1 && header.Last == Last.Last && header.Leaves == 0;
        if (header.Kind != SealHeader.Seal || header.Last < header.First || header.Leaves < 1 || header.Leaves > int.MaxValue / MerkleTree.EntryLength) return false;
        if (Last is not null && header.First != Last.Last + 1) return false;
        return !source.Dense || (Gaps.Parse(header.Gaps, header.First, header.Last) is { } gaps && header.Last - header.First + 1 - gaps.Count == header.Leaves);
    }

    private SealFinding Finding(FindingKind kind, long seal, string message) => new(kind, source.Chain, seal, null, null, message);
}

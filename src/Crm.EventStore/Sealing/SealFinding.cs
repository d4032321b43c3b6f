namespace Crm.EventStore.Sealing;

public enum FindingKind
{
    /// <summary>A row is not what was sealed.</summary>
    Altered,

    /// <summary>Two rows, or parts of them, stand in each other's place.</summary>
    Exchanged,

    /// <summary>A row that was sealed is not there.</summary>
    Missing,

    /// <summary>A row is there that was not when the range was sealed.</summary>
    Inserted,

    /// <summary>The end is cut off: of the rows, or of the seals that are held outside.</summary>
    Truncated,

    /// <summary>A seal is not what was signed, or does not follow the one before.</summary>
    SealAltered,

    /// <summary>A seal is signed by a key that nothing connects with the one that is trusted.</summary>
    KeyNotTrusted,

    /// <summary>A public key is not the one that its fingerprint names, or nobody's who may have succeeded.</summary>
    KeyReplaced,

    /// <summary>A seal is not the one that is held outside.</summary>
    HeadDiffers,

    /// <summary>A bundle or proof cannot be read, or is not whole.</summary>
    Damaged,
}

/// <summary>The first place that is not as it was sealed.</summary>
/// <param name="Seal">The number of the seal.</param>
/// <param name="Position">The position, where it can be told.</param>
/// <param name="Owner">Whose row it is: the stream of an event.</param>
public sealed record SealFinding(FindingKind Kind, string Chain, long? Seal, long? Position, Guid? Owner, string Message);

/// <summary>What a verification came to.</summary>
/// <param name="Seals">Seals that were checked.</param>
/// <param name="Rows">Rows that were recomputed and found as sealed.</param>
/// <param name="Purged">Rows whose partition was dropped by policy, as a signed seal states; their roots are kept.</param>
/// <param name="LastPosition">Up to where all is sealed and sound.</param>
/// <param name="Head">The hash of the last seal, to be held outside.</param>
/// <param name="UnsealedRows">Rows behind the last seal; nothing can be said about them.</param>
/// <param name="UnsealedSeconds">The age of the first of them.</param>
/// <param name="Notes">What this verification could not know, and what would tell.</param>
public sealed record ChainReport(
    string Chain, long Seals, long Rows, long Purged, long LastPosition, long HeadNumber, string? Head, string? Key, long UnsealedRows, double UnsealedSeconds,
    SealFinding? Finding, IReadOnlyList<string> Notes)
{
    public bool Sound => Finding is null;

    /// <summary>The ranges that were dropped by policy, each with the event under which it was done.</summary>
    public IReadOnlyList<PurgedRange> Purges { get; init; } = [];
}

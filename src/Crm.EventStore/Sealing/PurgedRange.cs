using System.Globalization;

namespace Crm.EventStore.Sealing;

/// <summary>A range of positions whose rows were dropped by policy, as a signed seal of kind <c>purge</c> says in the place of its gaps.</summary>
/// <param name="Under">The event under which it was done: <c>stream@version</c>.</param>
public sealed record PurgedRange(long From, long UpTo, string? Under)
{
    private const string OldForm = "up-to-";

    /// <summary>The seal that says so.</summary>
    public long Seal { get; init; }

    /// <summary>Rows that were sealed in it and are gone.</summary>
    public long Rows { get; init; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"from {From} to {UpTo}{(Under is null ? "" : $" under {Under}")}");

    /// <summary>What a seal says; <c>null</c>: it is not about a purge.</summary>
    internal static PurgedRange? Of(SealHeader header)
    {
        if (header.Kind != SealHeader.Purge) return null;
        if (header.Gaps.StartsWith(OldForm, StringComparison.Ordinal))
            return Number(header.Gaps[OldForm.Length..]) is { } upTo ? new(long.MinValue, upTo, null) { Seal = header.Number } : null;

        return header.Gaps.Split(' ') switch
        {
            ["from", var from, "to", var to] when Number(from) is { } first && Number(to) is { } last => new(first, last, null) { Seal = header.Number },
            ["from", var from, "to", var to, "under", var under] when Number(from) is { } first && Number(to) is { } last => new(first, last, under) { Seal = header.Number },
            _ => null,
        };
    }

    internal bool Holds(SealHeader seal) => seal.Last >= From && seal.Last <= UpTo;

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

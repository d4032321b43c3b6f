using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Crm.EventStore.Sealing;

/// <summary>What a seal says, as the text that is hashed and signed: readable, and checked with any tool that knows SHA-256 and ECDSA.</summary>
/// <param name="Chain">Which history: <c>events</c>, <c>access_log</c>, <c>visits</c>.</param>
/// <param name="Number">From 1, without holes.</param>
/// <param name="Kind"><c>seal</c>, or <c>purge</c>: the rows of a range, which stands in the place of the gaps, were dropped by policy; their seals stay.</param>
/// <param name="First">The first position that is covered; it follows the last one of the seal before.</param>
/// <param name="Last">The last position that is covered.</param>
/// <param name="Leaves">Rows in the range.</param>
/// <param name="Gaps">Positions of the range that no row has.</param>
/// <param name="Root">The root of the tree over the rows, in hexadecimal.</param>
/// <param name="Previous">The hash of the seal before; zeros in the first.</param>
/// <param name="SealedAt">Microseconds since 1970 UTC.</param>
/// <param name="Key">The fingerprint of the key it is signed with.</param>
public sealed record SealHeader(
    string Chain, long Number, string Kind, long First, long Last, long Leaves, string Gaps, string Root, string Previous, long SealedAt, string Key)
{
    public const string Seal = "seal", Purge = "purge";
    public static readonly string NoPrevious = new('0', 64);
    private static readonly string[] Names =
        ["crm-seal", "chain", "number", "kind", "first", "last", "leaves", "gaps", "root", "previous", "sealed-at", "key"];

    public byte[] Bytes => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The SHA-256 of the text, in hexadecimal: what the next seal names, and what is held outside.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public DateTimeOffset SealedAtInstant => DateTimeOffset.UnixEpoch.AddMicroseconds(SealedAt);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"crm-seal: 1\nchain: {Chain}\nnumber: {Number}\nkind: {Kind}\nfirst: {First}\nlast: {Last}\nleaves: {Leaves}\ngaps: {Gaps}\nroot: {Root}\nprevious: {Previous}\nsealed-at: {SealedAt}\nkey: {Key}\n");

    /// <summary><c>null</c> unless the text is exactly what this writes: one seal has one text.</summary>
    public static SealHeader? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != Names.Length + 1) return null;
        var values = new string[Names.Length];
        for (var i = 0; i < Names.Length; i++)
        {
            if (!lines[i].StartsWith(Names[i] + ": ", StringComparison.Ordinal)) return null;
            values[i] = lines[i][(Names[i].Length + 2)..];
        }

        long[] numbers = new long[Names.Length];
        foreach (var i in new[] { 2, 4, 5, 6, 10 })
        {
            if (!long.TryParse(values[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }

        var header = new SealHeader(values[1], numbers[2], values[3], numbers[4], numbers[5], numbers[6], values[7], values[8], values[9], numbers[10], values[11]);
        return header.ToString() == text ? header : null;
    }
}

/// <summary>A seal with its signature (ECDSA over the header's text, SHA-256, DER).</summary>
public sealed record SignedSeal(SealHeader Header, byte[] Signature);

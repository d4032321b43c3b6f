using System.Text.Json;
using Crm.EventStore.Projecting.Models;
using NpgsqlTypes;

namespace Crm.EventStore.Sealing;

/// <summary>A row as it stands in bundles and proofs: names and texts of its columns, in their order; the text is what is hashed.</summary>
public sealed record PortableRow(long Seal, long Position, Dictionary<string, string?> Envelope, Dictionary<string, string?> Data)
{
    /// <summary>Which leaf of its seal it is, from 0; only with a path.</summary>
    public int? Index { get; init; }

    /// <summary>The neighbours up to the root, from below; only where the seal's other rows are not there.</summary>
    public IReadOnlyList<string>? Path { get; init; }

    internal static PortableRow Of(SealSource source, long seal, CanonicalRow row) => new(
        seal, row.Position, source.EnvelopeNames.Zip(row.Envelope).ToDictionary(pair => pair.First, pair => pair.Second),
        source.DataNames.Zip(row.Data).ToDictionary(pair => pair.First, pair => pair.Second));

    /// <summary>The hashes of its parts; <c>null</c> when it has not exactly the columns of the source.</summary>
    internal byte[]? Entry(SealSource source)
    {
        if (Envelope is null || Data is null || Envelope.Count != source.Envelope.Count || Data.Count != source.Data.Count) return null;
        if (!source.EnvelopeNames.All(Envelope.ContainsKey) || !source.DataNames.All(Data.ContainsKey)) return null;
        return new CanonicalRow(Position, [.. source.EnvelopeNames.Select(name => Envelope[name])], [.. source.DataNames.Select(name => Data[name])]).Entry(source);
    }

    /// <summary>Whether row, path and root belong together.</summary>
    internal bool ProvenBy(SealSource source, SealHeader header)
    {
        if (Index is not { } index || Path is null || Entry(source) is not { } entry) return false;
        if (source.Dense && Gaps.Parse(header.Gaps, header.First, header.Last)?.IndexOf(header.First, Position) != index) return false;
        if (source.Dense && Envelope[source.PositionSql] != Position.ToString(System.Globalization.CultureInfo.InvariantCulture)) return false;
        try
        {
            var leaf = new byte[MerkleTree.HashLength];
            MerkleTree.Leaf(entry, leaf);
            var root = MerkleTree.RootOf(leaf, index, (int)header.Leaves, [.. Path.Select(Convert.FromHexString)]);
            return root is not null && Convert.ToHexStringLower(root) == header.Root;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

public sealed record PortableKey(string Id, string PublicKey, string? EndorsedBy, string? Endorsement)
{
    public static PortableKey Of(SealKey key) => new(key.Id, Convert.ToBase64String(key.PublicKey), key.EndorsedBy, key.Endorsement is null ? null : Convert.ToBase64String(key.Endorsement));

    internal SealKey ToKey() => new(Id, Convert.FromBase64String(PublicKey), EndorsedBy, Endorsement is null ? null : Convert.FromBase64String(Endorsement));
}

/// <summary>That one row is in a signed seal: everything it takes to check that without the database.</summary>
public sealed record SealProof(string Format, string Chain, string Header, string Signature, PortableRow Row, IReadOnlyList<PortableKey> Keys)
{
    public const string Version1 = "crm-proof 1";

    public static SealProof Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SealProof>(json, JsonSerializerOptions.Web) is { Header: not null, Row: not null, Keys: not null, Signature: not null } proof
                ? proof
                : throw new InvalidDataException("It is not a proof.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"It is not a proof ({exception.Message})", exception);
        }
    }

    public string Write() => JsonSerializer.Serialize(this, SealJson.Indented) + "\n";

    /// <summary>What is wrong with it; <c>null</c>: the row was sealed as it stands here.</summary>
    public SealFinding? Check(HeldOutside outside)
    {
        if (Format != Version1 || SealSource.Of(Chain) is not { } source || SealHeader.Parse(Header) is not { } header || header.Chain != Chain)
            return new(FindingKind.Damaged, Chain, null, null, null, "It is not a proof that this build knows.");
        try
        {
            var verifier = new ChainVerifier(source, new KeyTrust(Keys.Select(key => key.ToKey()), outside.KeyFingerprint), outside with { Heads = [] });
            if (verifier.Seal(new(header.Number, Header, Convert.FromBase64String(Signature)), partial: true, out _) is { } wrong) return wrong;
            if (outside.Heads.FirstOrDefault(head => head.Chain == Chain && head.Number == header.Number) is { } head && head.Hash != header.Hash)
                return new(FindingKind.HeadDiffers, Chain, header.Number, null, null, $"Seal {header.Number} is not the one held outside.");
        }
        catch (FormatException exception)
        {
            return new(FindingKind.Damaged, Chain, header.Number, null, null, $"Keys or signature cannot be read ({exception.Message})");
        }

        return Row.ProvenBy(source, header)
            ? null
            : new(FindingKind.Altered, Chain, header.Number, Row.Position, null, $"The row at {Row.Position} is not the one that seal {header.Number} covers.");
    }
}

internal static class SealJson
{
    public static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };
}

/// <summary>Makes proofs: a few slices of a tree, however many events there are.</summary>
public sealed class SealProver(SealStore store)
{
    /// <summary>The position of an event.</summary>
    public async Task<long?> PositionOf(Guid eventId, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        return await Sql.One<long?>(connection, "select seq_id from mt_events where id = $1", ct, Sql.Value(eventId, NpgsqlDbType.Uuid));
    }

    /// <summary>The proof of the event at a position.</summary>
    /// <returns>A proof, or why there is none.</returns>
    public async Task<(SealProof? Proof, string? Why)> Prove(long position, CancellationToken ct)
    {
        var source = SealSource.Events;
        if (await store.Covering(source.Chain, position, ct) is not { } seal) return (null, $"Position {position} is not sealed yet.");
        if (SealHeader.Parse(seal.Text) is not { } header || position < header.First) return (null, $"The seal that should cover {position} does not; see 'audit verify'.");
        if (Gaps.Parse(header.Gaps, header.First, header.Last)?.IndexOf(header.First, position) is not { } index)
            return (null, $"Position {position} was sealed as a gap: no event has it.");

        CanonicalRow? row = null;
        await using (var rows = await SealedRows.Open(store.Database, source, source.Select(position - 1, position), ct))
        {
            if (await rows.Next(ct)) row = rows.Text();
        }

        if (row is null) return (null, $"The event at {position} is sealed and is not there; see 'audit verify'.");
        var path = await store.Neighbours(source.Chain, header.Number, index, (int)header.Leaves, ct);
        var keys = await store.Keys(ct);
        var proof = new SealProof(
            SealProof.Version1, source.Chain, seal.Text, Convert.ToBase64String(seal.Signature),
            PortableRow.Of(source, header.Number, row) with { Index = index, Path = [.. path.Select(Convert.ToHexStringLower)] }, [.. keys.Select(PortableKey.Of)]);
        return proof.Check(HeldOutside.Nothing) is { } wrong ? (null, wrong.Message + " See 'audit verify'.") : (proof, null);
    }
}

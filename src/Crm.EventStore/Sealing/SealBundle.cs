using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Crm.EventStore.Sealing;

/// <summary>What of a chain goes into a bundle; without any of these all that is sealed.</summary>
public sealed record BundleSelection(Guid? Stream = null, long? From = null, long? To = null)
{
    public bool All => Stream is null && From is null && To is null;
}

/// <summary>What a bundle says about itself. Not signed: what counts is what its seals cover.</summary>
public sealed record BundleDescription(
    string Format, string Chain, string Program, DateTimeOffset MadeAt, Guid? Stream, long? From, long? To, long Seals, long Rows, long HeadNumber, string? Head, long LeftOutUnsealed);

/// <summary>Writes rows, seals and public keys into a ZIP that is checked without the database; streamed, whatever its size.</summary>
public sealed class BundleWriter(SealStore store, TimeProvider system)
{
    public const string Version1 = "crm-bundle 1", Description = "bundle.json", Keys = "keys.ndjson", Seals = "seals.ndjson", Rows = "rows.ndjson", ReadMe = "README.txt";

    /// <summary>Why there would be no bundle; <c>null</c>: there is something to write.</summary>
    public async Task<string?> WhyNot(SealSource source, BundleSelection wanted, CancellationToken ct)
    {
        try
        {
            if (await store.Last(source.Chain, ct) is null) return $"Nothing of {source.Chain} is sealed yet.";
            await Begin(source, wanted, ct);
            return null;
        }
        catch (NotSealedException exception)
        {
            return exception.Message;
        }
    }

    /// <exception cref="NotSealedException">There is nothing of it that is sealed.</exception>
    public async Task<BundleDescription> Write(Stream output, SealSource source, BundleSelection wanted, CancellationToken ct)
    {
        if (await store.Last(source.Chain, ct) is not { } head) throw new NotSealedException($"Nothing of {source.Chain} is sealed yet.");
        var (firstSeal, from) = await Begin(source, wanted, ct);
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
        await Text(zip, ReadMe, BundleReadMe.Text, ct);
        await Lines(zip, Keys, (await store.Keys(ct)).Select(PortableKey.Of), ct);

        // The chain goes on to the head, so that a head held outside is reached whatever rows were chosen.
        long seals = 0, rows = 0;
        await using (var lines = await Entry(zip, Seals, ct))
        {
            await foreach (var seal in store.After(source.Chain, firstSeal - 1, ct))
            {
                if (seal.Number > head.Header.Number) break;
                var header = Parse(seal);
                var whole = IsWhole(header, wanted);
                var kept = whole ? Convert.ToBase64String(await store.Entries(source.Chain, seal.Number, ct)) : null;
                await WriteLine(lines, new PortableSeal(seal.Number, seal.Text, Convert.ToBase64String(seal.Signature), whole, kept), ct);
                seals++;
            }
        }

        await using (var lines = await Entry(zip, Rows, ct))
        {
            await foreach (var row in Selected(source, wanted, from, head.Header.Last, ct))
            {
                await WriteLine(lines, row, ct);
                rows++;
            }
        }

        var left = await Unsealed(source, wanted, head.Header.Last, ct);
        var description = new BundleDescription(
            Version1, source.Chain, "crm", system.GetUtcNow(), wanted.Stream, wanted.From, wanted.To, seals, rows, head.Header.Number, head.Header.Hash, left);
        await Text(zip, Description, JsonSerializer.Serialize(description, SealJson.Indented) + "\n", ct);
        return description;
    }

    private static bool IsWhole(SealHeader header, BundleSelection wanted) =>
        header.Kind == SealHeader.Seal && wanted.Stream is null && header.First >= (wanted.From ?? long.MinValue) && header.Last <= (wanted.To ?? long.MaxValue);

    private async Task<(long Seal, long? From)> Begin(SealSource source, BundleSelection wanted, CancellationToken ct)
    {
        var from = wanted.From;
        if (wanted.Stream is { } stream)
        {
            await using var command = store.Database.CreateCommand($"select min({source.PositionSql}) from {source.Table} where {source.OwnerSql} = $1");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
            from = await command.ExecuteScalarAsync(ct) as long? ?? throw new NotSealedException($"There is nothing of {stream}.");
        }

        if (from is null) return (1, null);
        var covering = await store.Covering(source.Chain, from.Value, ct) ?? throw new NotSealedException($"Position {from} is not sealed yet.");
        return (covering.Number, from);
    }

    private async IAsyncEnumerable<PortableRow> Selected(
        SealSource source, BundleSelection wanted, long? from, long last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var where = wanted.Stream is { } stream ? $"{source.OwnerSql} = '{stream}'" : null;
        var upTo = Math.Min(wanted.To ?? long.MaxValue, last);
        await using var rows = await SealedRows.Open(store.Database, source, source.Select(from - 1, upTo, where), ct);
        SealHeader? seal = null;
        Gaps? gaps = null;
        while (await rows.Next(ct))
        {
            if (seal is null || rows.Position > seal.Last)
            {
                seal = Parse(await store.Covering(source.Chain, rows.Position, ct) ?? throw new InvalidOperationException($"Position {rows.Position} is not sealed."));
                gaps = Gaps.Parse(seal.Gaps, seal.First, seal.Last);
            }

            var row = PortableRow.Of(source, seal.Number, rows.Text());
            if (IsWhole(seal, wanted))
            {
                yield return row;
                continue;
            }

            if (!source.Dense) throw new InvalidOperationException($"{source.Chain} is exported as a whole: its rows have no numbers of their own.");
            var index = gaps?.IndexOf(seal.First, rows.Position) ?? throw new InvalidOperationException($"Position {rows.Position} was sealed as a gap; see 'audit verify'.");
            var path = await store.Neighbours(source.Chain, seal.Number, index, (int)seal.Leaves, ct);
            yield return row with { Index = index, Path = [.. path.Select(Convert.ToHexStringLower)] };
        }
    }

    private async Task<long> Unsealed(SealSource source, BundleSelection wanted, long last, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand(
            $"select count(*) from {source.Table} where {source.Range(last, wanted.To)}" + (wanted.Stream is { } stream ? $" and {source.OwnerSql} = '{stream}'" : ""));
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static SealHeader Parse(StoredSeal seal) =>
        SealHeader.Parse(seal.Text) ?? throw new InvalidOperationException($"Seal {seal.Number} does not say what a seal says; see 'audit verify'.");

    private static async Task<Stream> Entry(ZipArchive zip, string name, CancellationToken ct) =>
        new BufferedStream(await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct), 1 << 16);

    private static async Task Text(ZipArchive zip, string name, string text, CancellationToken ct)
    {
        await using var entry = await Entry(zip, name, ct);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }

    private static async Task Lines<T>(ZipArchive zip, string name, IEnumerable<T> items, CancellationToken ct)
    {
        await using var entry = await Entry(zip, name, ct);
        foreach (var item in items) await WriteLine(entry, item, ct);
    }

    private static async Task WriteLine<T>(Stream stream, T item, CancellationToken ct)
    {
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, SealJson.Line), ct);
        await stream.WriteAsync("\n"u8.ToArray(), ct);
    }
}

/// <summary>What was asked for is not there, or not sealed.</summary>
public sealed class NotSealedException(string message) : Exception(message);

/// <param name="Whole">Whether all rows of the seal are in the bundle.</param>
/// <param name="Entries">What its leaves were made of, to name a place; never trusted.</param>
public sealed record PortableSeal(long Number, string Header, string Signature, bool Whole, string? Entries);

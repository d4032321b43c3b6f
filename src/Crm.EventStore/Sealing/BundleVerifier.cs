using System.IO.Compression;
using System.Text.Json;

namespace Crm.EventStore.Sealing;

/// <summary>What a bundle was found to hold.</summary>
/// <param name="Claim">What its rows prove when they are sound: all of a history, or single rows.</param>
public sealed record BundleReport(BundleDescription? Description, ChainReport Chain, long WholeSeals, long SingleRows, string Claim);

/// <summary>Checks a bundle with nothing but the bundle and what is held outside.</summary>
public static class BundleVerifier
{
    public static async Task<BundleReport> Verify(string file, HeldOutside outside, CancellationToken ct)
    {
        try
        {
            await using var zip = await ZipFile.OpenReadAsync(file, ct);
            return await new OpenBundle(zip, outside).Verify(ct);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or FormatException or EndOfStreamException)
        {
            var finding = new SealFinding(FindingKind.Damaged, "", null, null, null, $"The bundle cannot be read to its end; it was cut off or is none ({exception.Message})");
            return new(null, new("", 0, 0, 0, 0, 0, null, null, 0, 0, finding, []), 0, 0, "nothing");
        }
    }

    private sealed class OpenBundle(ZipArchive zip, HeldOutside outside)
    {
        private long _whole, _single;
        private PortableRow? _next;

        public async Task<BundleReport> Verify(CancellationToken ct)
        {
            var description = await One(ct);
            var source = SealSource.Of(description.Chain) ?? throw new InvalidDataException($"This build does not know the chain '{description.Chain}'.");
            var keys = new List<SealKey>();
            await foreach (var key in Lines<PortableKey>(BundleWriter.Keys, ct)) keys.Add(key.ToKey());
            var verifier = new ChainVerifier(source, new(keys, outside.KeyFingerprint), outside);
            var finding = await Seals(source, verifier, description, ct) ?? verifier.End();
            var all = description is { Stream: null, From: null, To: null };
            var claim = all ? $"all rows of {source.Chain} up to position {verifier.Last?.Last ?? 0}"
                : description.Stream is { } stream ? $"single rows of {stream}, each as it was sealed; rows that are not here cannot be told"
                : $"rows of {source.Chain} from {description.From} to {description.To?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the head"}, each as it was sealed";
            return new(
                description,
                new(source.Chain, verifier.Seals, verifier.Rows, verifier.Purged, verifier.Last?.Last ?? 0, verifier.Last?.Number ?? 0, verifier.Last?.Hash, verifier.Last?.Key,
                    description.LeftOutUnsealed, 0, finding, SealAudit.Notes(source, outside))
                {
                    Purges = verifier.PurgesSeen,
                },
                _whole, _single, claim);
        }

        private async Task<SealFinding?> Seals(SealSource source, ChainVerifier verifier, BundleDescription description, CancellationToken ct)
        {
            var all = description is { Stream: null, From: null, To: null };
            if (!source.Dense)
            {
                var purges = new List<PurgedRange>();
                await foreach (var seal in Lines<PortableSeal>(BundleWriter.Seals, ct))
                {
                    if (SealHeader.Parse(seal.Header) is { } said && PurgedRange.Of(said) is { } range) purges.Add(range);
                }

                verifier.Purges = purges;
            }

            await using var rows = Lines<PortableRow>(BundleWriter.Rows, ct).GetAsyncEnumerator(ct);
            _next = await rows.MoveNextAsync() ? rows.Current : null;
            await foreach (var seal in Lines<PortableSeal>(BundleWriter.Seals, ct))
            {
                var stored = new StoredSeal(seal.Number, seal.Header, Convert.FromBase64String(seal.Signature));
                if (verifier.Seal(stored, partial: !all, out var header) is { } wrong) return wrong;
                if (header!.Kind == SealHeader.Purge) continue;
                if (all && !seal.Whole)
                    return new(FindingKind.Damaged, source.Chain, header.Number, null, null, $"The bundle says that it holds everything, and leaves out rows of seal {header.Number}.");
                var finding = seal.Whole ? await Whole(source, verifier, header, seal.Entries, rows) : await Single(source, verifier, header, rows);
                if (finding is not null) return finding;
            }

            return _next is null
                ? null
                : new(FindingKind.Inserted, source.Chain, null, _next.Position, null, $"The row at {_next.Position} is in the bundle and under none of its seals.");
        }

        private async Task<SealFinding?> Whole(
            SealSource source, ChainVerifier verifier, SealHeader header, string? kept, IAsyncEnumerator<PortableRow> rows)
        {
            var ofSeal = new RowsOfSeal();
            while (_next is not null && _next.Position <= header.Last)
            {
                ofSeal.Add(_next.Position, EntryOf(source, _next));
                await Move(rows);
            }

            _whole++;
            if (ofSeal.Gives(header))
            {
                verifier.Sound(header);
                return null;
            }

            return ofSeal.Positions.Count == 0 && verifier.GonePurged(header)
                ? null
                : new Diagnosis(source, header, ofSeal, kept is null ? [] : Convert.FromBase64String(kept)).Name(nothingBehind: _next is null);
        }

        private async Task<SealFinding?> Single(SealSource source, ChainVerifier verifier, SealHeader header, IAsyncEnumerator<PortableRow> rows)
        {
            while (_next is not null && _next.Position <= header.Last)
            {
                if (_next.Position < header.First || !_next.ProvenBy(source, header))
                    return new(FindingKind.Altered, source.Chain, header.Number, _next.Position, OwnerOf(source, _next), $"The row at {_next.Position} is not the one that seal {header.Number} covers.");
                _single++;
                verifier.Proven();
                await Move(rows);
            }

            return null;
        }

        private async Task Move(IAsyncEnumerator<PortableRow> rows)
        {
            var before = _next!.Position;
            _next = await rows.MoveNextAsync() ? rows.Current : null;
            if (_next is not null && _next.Position < before) throw new InvalidDataException($"The row at {_next.Position} stands behind the one at {before}");
        }

        private static byte[] EntryOf(SealSource source, PortableRow row) =>
            row.Entry(source) ?? throw new InvalidDataException($"The row at {row.Position} has not the columns of {source.Chain}");

        private static Guid? OwnerOf(SealSource source, PortableRow row) =>
            row.Envelope is not null && Guid.TryParse(row.Envelope.GetValueOrDefault(source.OwnerSql), out var owner) ? owner : null;

        private async Task<BundleDescription> One(CancellationToken ct)
        {
            await using var stream = await Entry(BundleWriter.Description).OpenAsync(ct);
            var description = await JsonSerializer.DeserializeAsync<BundleDescription>(stream, SealJson.Line, ct);
            return description is { Format: BundleWriter.Version1, Chain: not null } ? description : throw new InvalidDataException("it is not a bundle that this build knows");
        }

        private async IAsyncEnumerable<T> Lines<T>(string name, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct) where T : class
        {
            await using var stream = await Entry(name).OpenAsync(ct);
            using var reader = new StreamReader(stream);
            for (var number = 1; await reader.ReadLineAsync(ct) is { } line; number++)
            {
                yield return JsonSerializer.Deserialize<T>(line, SealJson.Line) ?? throw new InvalidDataException($"line {number} of {name} is empty");
            }
        }

        private ZipArchiveEntry Entry(string name) => zip.GetEntry(name) ?? throw new InvalidDataException($"{name} is not in it");
    }
}

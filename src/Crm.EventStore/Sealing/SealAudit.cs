using Crm.EventStore.Projecting.Models;

namespace Crm.EventStore.Sealing;

/// <summary>Recomputes a chain from the rows of the database, while it is in use and in memory that does not grow.</summary>
public sealed class SealAudit(SealStore store)
{
    // Rows read by one statement: a long one would keep the database from clearing up.
    private const long RowsAtOnce = 200_000;

    /// <param name="progress">Told how many rows were checked so far.</param>
    public async Task<ChainReport> Verify(SealSource source, HeldOutside outside, Action<long>? progress, CancellationToken ct)
    {
        var keys = new KeyTrust(await store.Keys(ct), outside.KeyFingerprint);
        var verifier = new ChainVerifier(source, keys, outside);
        // Signed and checked with the rest of the chain; known beforehand, because what was dropped comes before the seal that says so.
        verifier.Purges = await Purges(source, ct);
        SealFinding? finding = null;
        var seals = new List<SealHeader>();
        long? after = null;
        long waiting = 0;
        await foreach (var stored in store.After(source.Chain, 0, ct))
        {
            finding = verifier.Seal(stored, partial: false, out var header);
            if (finding is not null) break;
            if (header!.Kind == SealHeader.Seal) seals.Add(header);
            waiting += header.Leaves;
            if (waiting < RowsAtOnce) continue;
            if (await Rows(source, verifier, seals, after, ct) is { } earlier) return await Report(source, verifier, earlier, outside, ct);
            after = header.Last;
            seals.Clear();
            waiting = 0;
            progress?.Invoke(verifier.Rows);
        }

        // What is wrong with rows comes before what is wrong with a later seal.
        finding = await Rows(source, verifier, seals, after, ct) ?? finding ?? verifier.End();
        progress?.Invoke(verifier.Rows);
        return await Report(source, verifier, finding, outside, ct);
    }

    private async Task<SealFinding?> Rows(SealSource source, ChainVerifier verifier, List<SealHeader> seals, long? after, CancellationToken ct)
    {
        if (seals.Count == 0) return null;
        await using var rows = await SealedRows.Open(store.Database, source, source.Select(after, seals[^1].Last), ct);
        var more = await rows.Next(ct);
        var ofSeal = new RowsOfSeal();
        foreach (var seal in seals)
        {
            ofSeal.Clear();
            for (; more && rows.Position <= seal.Last; more = await rows.Next(ct)) ofSeal.Add(rows.Position, rows.Entry);
            if (ofSeal.Gives(seal)) verifier.Sound(seal);
            else if (ofSeal.Positions.Count == 0 && (verifier.GonePurged(seal) || await PurgedMeanwhile(source, verifier, seal, ct)))
            {
                // By policy, as a seal says.
            }
            else return new Diagnosis(source, seal, ofSeal, await store.Entries(source.Chain, seal.Number, ct)).Name(!more && await NothingBehind(source, seal.Last, ct));
        }

        return null;
    }

    private async Task<bool> NothingBehind(SealSource source, long position, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        return !await Sql.One<bool>(connection, $"select exists (select from {source.Table} where {source.Range(position, null)})", ct);
    }

    // A purge may run while this walks; what it states comes before it drops.
    private async Task<bool> PurgedMeanwhile(SealSource source, ChainVerifier verifier, SealHeader seal, CancellationToken ct)
    {
        verifier.Purges = await Purges(source, ct);
        return verifier.GonePurged(seal);
    }

    // Of events nothing is ever dropped.
    private async Task<IReadOnlyList<PurgedRange>> Purges(SealSource source, CancellationToken ct) => source.Dense ? [] : await store.Purges(source.Chain, ct);

    private async Task<ChainReport> Report(SealSource source, ChainVerifier verifier, SealFinding? finding, HeldOutside outside, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand(
            $"select count(*), coalesce(extract(epoch from clock_timestamp() - min({source.InstantSql})), 0)::float8 from {source.Table} where {source.Range(verifier.Last?.Last, null)}");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(
            source.Chain, verifier.Seals, verifier.Rows, verifier.Purged, verifier.Last?.Last ?? 0, verifier.Last?.Number ?? 0, verifier.Last?.Hash, verifier.Last?.Key,
            reader.GetInt64(0), Math.Round(reader.GetDouble(1), 3), finding, Notes(source, outside))
        {
            Purges = verifier.PurgesSeen,
        };
    }

    internal static IReadOnlyList<string> Notes(SealSource source, HeldOutside outside)
    {
        var notes = new List<string>();
        if (outside.Heads.All(head => head.Chain != source.Chain)) notes.Add("No head held outside was given: whether the end was cut off, or all of it made anew, cannot be told.");
        if (outside.KeyFingerprint is null) notes.Add("No key fingerprint held outside was given: the seals are checked with the keys that came with them.");
        return notes;
    }
}

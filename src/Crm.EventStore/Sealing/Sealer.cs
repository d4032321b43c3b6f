using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Sealing;

/// <param name="MaxLeaves">Rows in one seal; that many unsealed rows are sealed at once.</param>
/// <param name="MaxAge">How long a row may wait for company.</param>
public sealed record SealerOptions(int MaxLeaves = 8_192, TimeSpan? MaxAge = null)
{
    public TimeSpan Age => MaxAge ?? TimeSpan.FromSeconds(10);
}

/// <summary>Makes the next seal of a chain. Several may try at once: the seal's number decides, whoever comes second reads again.</summary>
public sealed class Sealer(SealStore store, SealKeyFolder keys, SealerOptions options, TimeProvider system, ISealKeyListener? listener = null)
{
    /// <summary>Seals what is settled: full seals at once, the rest when its first row is old enough.</summary>
    /// <param name="everything">Whether the rest is sealed however young it is.</param>
    /// <returns>How many seals were made.</returns>
    /// <exception cref="SealKeyException">There is no key that may sign.</exception>
    public async Task<int> Seal(SealSource source, bool everything, CancellationToken ct)
    {
        // Whoever wants everything wants what there is now: others may write faster than this seals.
        var upTo = everything ? await End(source, ct) : null;
        for (var made = 0; ; made++)
        {
            if (!await SealNext(source, upTo, ct)) return made;
        }
    }

    /// <summary>
    /// States, signed and in the chain, that the rows of a range are dropped by policy; their seals stay. Stated before they are dropped, so that at no
    /// moment rows are gone that no seal speaks of. What was stated already is not stated again.
    /// </summary>
    /// <param name="under">The event under which it is done: <c>stream@version</c>.</param>
    public async Task RecordPurge(SealSource source, long from, long upTo, string? under, CancellationToken ct)
    {
        var range = new PurgedRange(from, upTo, under);
        while (true)
        {
            using var signer = keys.Current();
            var last = (await store.Last(source.Chain, ct))?.Header;
            if ((await store.Purges(source.Chain, ct)).Any(stated => stated.From <= from && stated.UpTo >= upTo)) return;
            if (last is null || upTo > last.Last) throw new InvalidOperationException($"{source.Chain} is sealed up to {last?.Last ?? 0} only; what is not sealed yet must not be dropped.");
            await Announce(signer, last, ct);
            var header = new SealHeader(
                source.Chain, last.Number + 1, SealHeader.Purge, last.Last + 1, last.Last, 0, range.ToString(), Hex(MerkleTree.Root([])), last.Hash, Now(), signer.Key.Id);
            if (await store.Add(new(header, signer.Sign(header.Bytes)), [], [], ct)) return;
        }
    }

    private async Task<bool> SealNext(SealSource source, long? everythingTo, CancellationToken ct)
    {
        var last = (await store.Last(source.Chain, ct))?.Header;
        if (await Bounds(source, last, everythingTo, ct) is not { } bounds) return false;

        using var signer = keys.Current();
        await Announce(signer, last, ct);
        var (positions, entries) = await Read(source, last?.Last, bounds, ct);
        if (positions.Count == 0) return false;

        var first = last is null ? (source.Dense ? Math.Min(1, positions[0]) : positions[0]) : last.Last + 1;
        var (root, nodes) = MerkleTree.Build(entries);
        var gaps = source.Dense ? Gaps.Between(first, positions[^1], positions) : new([]);
        var header = new SealHeader(
            source.Chain, (last?.Number ?? 0) + 1, SealHeader.Seal, first, positions[^1], positions.Count, gaps.ToString(), Hex(root),
            last?.Hash ?? SealHeader.NoPrevious, Now(), signer.Key.Id);
        await store.Add(new(header, signer.Sign(header.Bytes)), entries, nodes, ct);
        return true;
    }

    // A seal holds whole positions: rows that share one are sealed together.
    private async Task<(List<long> Positions, byte[] Entries)> Read(SealSource source, long? after, long upTo, CancellationToken ct)
    {
        var positions = new List<long>();
        using var entries = new MemoryStream();
        await using var rows = await SealedRows.Open(store.Database, source, source.Select(after, upTo), ct);
        while (await rows.Next(ct))
        {
            positions.Add(rows.Position);
            entries.Write(rows.Entry);
        }

        return (positions, entries.ToArray());
    }

    private async Task<long?> End(SealSource source, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        return await Sql.One<long?>(connection, $"select {source.PositionSql} from {source.Table} order by {source.DescendingSql} limit 1", ct);
    }

    // The last position of the next seal; null while there is none to be made.
    private async Task<long?> Bounds(SealSource source, SealHeader? last, long? everythingTo, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        var horizon = source.HorizonSql is null ? null : await Sql.One<long?>(connection, source.HorizonSql, ct);
        var first = await Sql.One<long?>(
            connection, $"select {source.PositionSql} from {source.Table} where {source.Range(last?.Last, horizon)} order by {source.OrderSql} limit 1", ct);
        if (first is not { } begin || begin > everythingTo) return null;

        var end = Math.Min(source.PeriodEnd(begin), horizon ?? long.MaxValue);
        var period = source.Range(last?.Last, end == long.MaxValue ? null : end);
        await using var command = new NpgsqlCommand(
            $"""
            select count(*), max(position), coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8
                from (select {source.PositionSql} as position, {source.InstantSql} as at from {source.Table} where {period} order by {source.OrderSql} limit {options.MaxLeaves}) next
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (reader.GetInt64(0) is var count && count == 0) return null;

        // A clock that was set back must not keep rows waiting; a period that is over gets no more company.
        var (upTo, age) = (reader.GetInt64(1), reader.GetDouble(2));
        var due = everythingTo is not null || count >= options.MaxLeaves || age >= options.Age.TotalSeconds || age < 0 || end < horizon;
        return due ? upTo : null;
    }

    // The database has every key that ever signed, so that whoever reads it can check; a new one comes with its predecessor's word.
    private async Task Announce(SealSigner signer, SealHeader? last, CancellationToken ct)
    {
        if (last is null || last.Key == signer.Key.Id)
        {
            if (last is null) await store.AddKey(signer.Key, ct);
            return;
        }

        if (signer.Key.EndorsedBy != last.Key)
            throw new SealKeyException($"The last seal of {last.Chain} is signed by {last.Key}, and the key {signer.Key.Id} is not its successor. Give this host the folder of keys of the host that rotated them.");
        await store.AddKey(signer.Key, ct);
        if (listener is not null) await listener.KeyRotated(signer.Key, ct);
    }

    private long Now() => (system.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}

using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Sealing;

/// <summary>How far a chain is sealed and published.</summary>
/// <param name="LagRows">Rows that are not sealed yet; 100,001 stands for more.</param>
/// <param name="LagSeconds">The age of the first of them.</param>
public sealed record SealStatus(
    string Chain, long Seals, long LastPosition, DateTimeOffset? SealedAt, string? Head, string? Key, long LagRows, double LagSeconds, IReadOnlyList<PublicationStatus> Published);

public sealed record PublicationStatus(string Publisher, long Number, DateTimeOffset? PublishedAt, string? Error);

public sealed class SealStatuses(SealStore store)
{
    public async Task<IReadOnlyList<SealStatus>> All(CancellationToken ct)
    {
        var all = new List<SealStatus>();
        foreach (var source in SealSource.All) all.Add(await Of(source, ct));
        return all;
    }

    private async Task<SealStatus> Of(SealSource source, CancellationToken ct)
    {
        var last = (await store.Last(source.Chain, ct))?.Header;
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(
            $"""
            select count(*), coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8
                from (select {source.InstantSql} as at from {source.Table} where {source.Range(last?.Last, null)} order by {source.OrderSql} limit 100001) unsealed
            """));
        batch.BatchCommands.Add(new("select publisher, number, published_at, error from crm_seal_publications where chain = $1 order by publisher") { Parameters = { Sql.Text(source.Chain) } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (rows, age) = (reader.GetInt64(0), Math.Max(0, Math.Round(reader.GetDouble(1), 3)));
        var published = new List<PublicationStatus>();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            published.Add(new(
                reader.GetString(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        }

        return new(source.Chain, last?.Number ?? 0, last?.Last ?? 0, last?.SealedAtInstant, last?.Hash, last?.Key, rows, age, published);
    }
}

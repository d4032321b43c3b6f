using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Projecting.Feeding;

/// <summary>What the database says about a projection's shard.</summary>
/// <param name="Layout">The layout of its table; <paramref name="Wanted"/> is that of the host that started last.</param>
/// <param name="BuiltTo">The position it has to reach before it is complete for the first time.</param>
internal sealed record ShardState(
    string Shard, Guid? Owner, long Epoch, bool Paused, long Position, string Layout, string Wanted, long BuiltTo, IReadOnlyList<string> Quarantined);

internal sealed class ShardStates(NpgsqlDataSource source)
{
    private const string Sql = """
        select s.name, s.owner, s.epoch, s.paused, p.last_seq_id, t.layout, t.wanted, t.built_to,
               coalesce((select array_agg(q.key) from crm_quarantine q where q.shard = s.name), '{}')
            from crm_shards s
            join mt_event_progression p on p.name = s.name
            join crm_projections t on t.shard = s.name
            where s.name = any ($1)
        """;

    public async Task<Dictionary<string, ShardState>> Read(IEnumerable<string> shards, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { Models.Sql.Texts(shards) } };
        var states = new Dictionary<string, ShardState>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            states.Add(reader.GetString(0), new(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetInt64(2), reader.GetBoolean(3), reader.GetInt64(4),
                reader.GetString(5), reader.GetString(6), reader.GetInt64(7), reader.GetFieldValue<string[]>(8)));
        }

        return states;
    }

    /// <summary>Tells operators why a shard stands still, until it moves.</summary>
    public async Task Report(string shard, Exception error, TimeSpan retryIn, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await Models.Sql.Run(
            connection,
            """
            update crm_shards set error = $2, error_since = coalesce(error_since, clock_timestamp()), retry_at = clock_timestamp() + $3
                where name = $1
            """,
            ct,
            Models.Sql.Text(shard),
            Models.Sql.Text(Fault.Text(error)),
            new NpgsqlParameter<TimeSpan> { TypedValue = retryIn });
    }
}

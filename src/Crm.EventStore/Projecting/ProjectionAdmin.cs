using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Projecting;

/// <summary>What operators see and do: from the command line, HTTP and health, on any host, whoever owns the shard.</summary>
public sealed class ProjectionAdmin
{
    private const string StatusSql = """
        with head as (select coalesce((select seq_id from mt_events order by seq_id desc limit 1), 0) as position)
        select s.name, s.kind, coalesce(p.last_seq_id, 0), greatest(head.position - coalesce(p.last_seq_id, head.position), 0),
               coalesce((select clock_timestamp() - e.timestamp from mt_events e where e.seq_id > p.last_seq_id order by e.seq_id limit 1), interval '0'),
               h.id, h.name, s.paused, coalesce(p.last_seq_id >= t.built_to, true),
               case s.kind when 'projection' then (select count(*) from crm_quarantine q where q.shard = s.name)
                   when 'reaction' then (select count(*) from crm_dead_letters d where d.reaction = s.name)
                   else (select count(*) from crm_agenda_attempts a where a.agenda = s.name and a.next_at is null) end,
               s.error, s.error_since, r.share_done, r.events_per_second, r.seconds_left, r.started_at, r.updated_at
            from crm_shards s
            cross join head
            left join crm_hosts h on h.id = s.owner and h.lease_until > clock_timestamp()
            left join mt_event_progression p on p.name = s.name
            left join crm_projections t on t.shard = s.name
            left join crm_rebuilds r on r.shard = s.name
            where s.name = any ($1)
            order by s.name
        """;

    private readonly NpgsqlDataSource _source;
    private readonly Lazy<Dictionary<string, (string Name, int Version)>> _shards;
    private readonly Lazy<Dictionary<string, string>> _shardByName;
    private readonly QuarantineRetry _retry;

    internal ProjectionAdmin(
        NpgsqlDataSource source, ReadModels models, Func<IReadOnlyList<(string Shard, string Name, int Version)>> shards, QuarantineRetry retry)
    {
        Projections = [.. models.All.Select(model => model.Name).Order(StringComparer.Ordinal)];
        (_source, _retry) = (source, retry);
        _shards = new(() => shards().ToDictionary(shard => shard.Shard, shard => (shard.Name, shard.Version)));
        _shardByName = new(() => shards().ToDictionary(shard => shard.Name, shard => shard.Shard));
    }

    /// <summary>Of projections, reactions and agendas' runners: all that can be paused and has a status.</summary>
    public IReadOnlyList<string> Names => [.. _shardByName.Value.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Of projections: what can be waited for, rebuilt, compared and retried.</summary>
    public IReadOnlyList<string> Projections { get; }

    /// <summary>Of every projection, reaction and agenda of this host.</summary>
    public async Task<IReadOnlyList<ShardStatus>> Status(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(StatusSql, connection) { Parameters = { Sql.Texts(_shards.Value.Keys) } };
        var all = new List<ShardStatus>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) all.Add(Read(reader));
        return all;
    }

    public async Task<IReadOnlyList<QuarantinedDocument>> Quarantine(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select q.shard, q.key, q.position, q.error, q.since, q.attempts,
                   (select count(*) from crm_quarantined_events e where e.shard = q.shard and e.key = q.key)
                from crm_quarantine q where q.shard = any ($1) order by q.since, q.shard, q.key
            """, connection)
        {
            Parameters = { Sql.Texts(_shards.Value.Keys) },
        };
        var all = new List<QuarantinedDocument>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            all.Add(new(
                _shards.Value[reader.GetString(0)].Name, reader.GetString(1), reader.GetInt64(2), reader.GetString(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetInt32(5), reader.GetInt64(6)));
        }

        return all;
    }

    /// <summary>Stops a projection, reaction or agenda on whichever host it runs, until it is resumed.</summary>
    public Task Pause(string name, CancellationToken ct) => SetPaused(name, true, ct);

    public Task Resume(string name, CancellationToken ct) => SetPaused(name, false, ct);

    /// <summary>Folds quarantined documents again, after the code was mended; a blocked projection tries by itself.</summary>
    /// <param name="key">One document; <c>null</c>: all of the projection.</param>
    /// <returns>How many are well again.</returns>
    public Task<int> Retry(string projection, string? key, CancellationToken ct) => _retry.Retry(projection, key, ct);

    /// <summary>Takes a shard from whoever runs it, with the error that blocks it: some host takes it up with its next heartbeat and tries at once.</summary>
    /// <returns>Whether somebody ran it or something blocked it.</returns>
    public async Task<bool> Release(string name, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            update crm_shards set owner = null, epoch = epoch + 1, error = null, error_since = null, retry_at = null
                where name = $1 and (owner is not null or error is not null)
            """, connection)
        {
            Parameters = { Sql.Text(Shard(name)) },
        };
        var released = await command.ExecuteNonQueryAsync(ct) > 0;
        await Sql.Run(connection, $"notify {Sharing.EventWakeups.ShardsChannel}", ct);
        return released;
    }

    private async Task SetPaused(string name, bool paused, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await Sql.Run(
            connection,
            "update crm_shards set paused = $2 where name = $1",
            ct,
            Sql.Text(Shard(name)),
            new NpgsqlParameter<bool> { TypedValue = paused });
        await Sql.Run(connection, $"notify {Sharing.EventWakeups.ShardsChannel}", ct);
    }

    private string Shard(string name) => _shardByName.Value.TryGetValue(name, out var shard)
        ? shard
        : throw new ArgumentException($"There is no '{name}'. There are: {string.Join(", ", Names)}.");

    private ShardStatus Read(NpgsqlDataReader reader)
    {
        var shard = reader.GetString(0);
        var rebuild = reader.IsDBNull(12)
            ? null
            : new RebuildStatus(
                reader.GetDecimal(12), reader.GetInt32(13), reader.IsDBNull(14) ? null : TimeSpan.FromSeconds(reader.GetInt32(14)),
                reader.GetFieldValue<DateTimeOffset>(15), reader.GetFieldValue<DateTimeOffset>(16));
        return new(
            _shards.Value[shard].Name, reader.GetString(1), _shards.Value[shard].Version, shard, reader.GetInt64(2), reader.GetInt64(3), reader.GetTimeSpan(4),
            reader.IsDBNull(5) ? null : reader.GetGuid(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetBoolean(7), reader.GetBoolean(8),
            reader.GetInt64(9), reader.IsDBNull(10) ? null : reader.GetString(10), reader.IsDBNull(11) ? null : reader.GetFieldValue<DateTimeOffset>(11),
            rebuild);
    }
}

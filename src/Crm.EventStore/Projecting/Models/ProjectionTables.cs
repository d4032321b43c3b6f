using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Live;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

/// <summary>Makes the tables of the projections of this host, and drops those of versions that no host uses any more.</summary>
internal sealed class ProjectionTables(NpgsqlDataSource source, ReadModels models, ILogger logger)
{
    private const string Lock = "select pg_advisory_xact_lock(1129467205)";

    /// <summary>Safe to run on several hosts at once, and again.</summary>
    public async Task Prepare(CancellationToken ct)
    {
        models.Trigrams = await HasTrigrams(ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        models.Lz4 = await Sql.One<bool>(connection, "select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression'", ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.Run(connection, Lock, ct);
        var head = await Sql.One<long>(connection, "select coalesce((select seq_id from mt_events order by seq_id desc limit 1), 0)", ct);
        foreach (var model in models.All) await Prepare(connection, model, head, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Registers a shard without a table.</summary>
    public async Task PrepareShard(string shard, string kind, Func<Task<long>>? startAt, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await AddShard(connection, shard, kind, ct);
        if (startAt is null || await Sql.One<bool>(connection, "select exists (select from mt_event_progression where name = $1)", ct, Sql.Text(shard))) return;
        await Sql.Run(
            connection,
            "insert into mt_event_progression (name, last_seq_id) values ($1, $2) on conflict (name) do nothing",
            ct,
            Sql.Text(shard),
            Sql.Long(await startAt()));
    }

    /// <summary>Drops the tables of earlier versions of this host's projections that no host reads, once the own versions are complete.</summary>
    public async Task<IReadOnlyList<string>> DropUnused(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.Run(connection, Lock, ct);
        await Sql.Run(connection, "set local lock_timeout = '400ms'", ct);
        var unused = new List<(string Table, string Shard)>();
        await using (var command = new NpgsqlCommand(
            """
            select o.table_name, o.shard
                from crm_projections o
                join crm_projections n on n.projection = o.projection and n.version > o.version and n.table_name = any ($1)
                join mt_event_progression p on p.name = n.shard and p.last_seq_id >= n.built_to
                where not exists (select from crm_hosts h where o.table_name = any (h.tables) and h.lease_until > clock_timestamp() - interval '1 hour')
            """, connection)
        {
            Parameters = { Sql.Texts(models.All.Select(model => model.Table)) },
        })
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) unused.Add((reader.GetString(0), reader.GetString(1)));
        }

        foreach (var (table, shard) in unused)
        {
            await Sql.Run(connection, $"drop table if exists {Identifier.Quote(table)}, {Identifier.Quote(table + "_rebuild")}", ct);
            await Sql.Run(connection, "delete from crm_projections where table_name = $1", ct, Sql.Text(table));
            foreach (var named in (string[])["crm_shards where name", "mt_event_progression where name", "crm_quarantine where shard", "crm_rebuilds where shard", "crm_live_views where shard", "crm_live_tombstones where shard"])
                await Sql.Run(connection, $"delete from {named} = $1", ct, Sql.Text(shard));
            logger.LogInformation("Dropped {Table}: no host reads that version any more", table);
        }

        await transaction.CommitAsync(ct);
        return [.. unused.Select(table => table.Table)];
    }

    private async Task Prepare(NpgsqlConnection connection, ReadModel model, long head, CancellationToken ct)
    {
        await AddShard(connection, model.Shard, "projection", ct);
        var layout = model.Layout.Fingerprint;
        if (!await Sql.One<bool>(connection, "select to_regclass($1) is not null", ct, Sql.Text(Identifier.Quote(model.Table))))
        {
            await Sql.Run(connection, model.Layout.CreateTable(null, model.Table, models.Lz4), ct);
            foreach (var index in model.Layout.CreateIndexes(null, model.Table, models.Trigrams)) await Sql.Run(connection, index, ct);
            await Sql.Run(
                connection,
                "insert into mt_event_progression (name, last_seq_id) values ($1, 0) on conflict (name) do update set last_seq_id = 0",
                ct,
                Sql.Text(model.Shard));
            await Sql.Run(connection, "delete from crm_projections where table_name = $1", ct, Sql.Text(model.Table));
            if (model.IsLive) await LiveSql.BeginAnew(connection, model.Shard, 0, ct);
        }

        if (model.IsLive) await LiveSql.Register(connection, model.Shard, ct);
        await Sql.Run(
            connection,
            """
            insert into crm_projections (table_name, shard, projection, version, layout, wanted, built_to) values ($1, $2, $3, $4, $5, $5, $6)
                on conflict (table_name) do update set wanted = excluded.wanted
            """,
            ct,
            Sql.Text(model.Table),
            Sql.Text(model.Shard),
            Sql.Text(model.Name),
            Sql.Value(model.Projection.Version, NpgsqlDbType.Integer),
            Sql.Text(layout),
            Sql.Long(head));
    }

    private static Task AddShard(NpgsqlConnection connection, string shard, string kind, CancellationToken ct) => Sql.Run(
        connection, "insert into crm_shards (name, kind) values ($1, $2) on conflict (name) do nothing", ct, Sql.Text(shard), Sql.Text(kind));

    // Asked after the migration that makes the extension: before it nobody knows, and a table that was made with plain indexes keeps them.
    private async Task<bool> HasTrigrams(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        if (!await Sql.One<bool>(connection, "select exists (select from crm_schema_migrations where name like '%-search.sql')", ct)) throw new SchemaPendingException();
        if (await Sql.One<bool>(connection, "select exists (select from pg_extension where extname = 'pg_trgm')", ct)) return true;

        logger.LogInformation("Searches get plain indexes, because the server has no pg_trgm");
        return false;
    }
}

/// <summary>The schema is being applied; what needs it is tried again.</summary>
internal sealed class SchemaPendingException() : Exception("The schema is being applied.");

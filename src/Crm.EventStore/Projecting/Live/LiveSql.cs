using System.Text.Json;
using Crm.EventStore.Projecting.Models;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Live;

/// <summary>What the writers of a live view leave for those who follow it, in the transaction of the documents.</summary>
internal static class LiveSql
{
    /// <summary>A write that moves more rows than this is not told row by row: whoever follows is told to read anew.</summary>
    public const int MostTombstones = 2_000;

    private const string NewGeneration = "greatest(generation + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)";

    /// <param name="next">The checkpoint the write moves to.</param>
    public static void AddChanges(NpgsqlBatch batch, string shard, long next, IReadOnlyList<(string Key, long Position, IReadOnlyList<string?> Route)> left)
    {
        if (left.Count > MostTombstones)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"update crm_live_views set generation = {NewGeneration}, floor = $2, changed = $2 where shard = $1")
            {
                Parameters = { Sql.Text(shard), Sql.Long(next) },
            });
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("update crm_live_views set changed = $2 where shard = $1") { Parameters = { Sql.Text(shard), Sql.Long(next) } });
        if (left.Count == 0) return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into crm_live_tombstones (shard, position, key, route)
                select $1, t.position, t.key, t.route from unnest($2, $3, $4) as t (position, key, route)
            """)
        {
            Parameters =
            {
                Sql.Text(shard),
                Sql.Array(left.Select(row => row.Position).ToArray(), NpgsqlDbType.Bigint),
                Sql.Texts(left.Select(row => row.Key)),
                Sql.Array(left.Select(row => JsonSerializer.Serialize(row.Route)).ToArray(), NpgsqlDbType.Jsonb),
            },
        });
    }

    /// <summary>Changes are known from where the view stands.</summary>
    public static Task Register(NpgsqlConnection connection, string shard, CancellationToken ct) => Sql.Run(
        connection,
        """
        insert into crm_live_views (shard, floor) select $1, coalesce((select last_seq_id from mt_event_progression where name = $1), 0)
            on conflict (shard) do nothing
        """,
        ct,
        Sql.Text(shard));

    /// <summary>The view is another one from now on: whoever follows it reads it anew.</summary>
    /// <param name="position">Where it stands.</param>
    public static async Task BeginAnew(NpgsqlConnection connection, string shard, long position, CancellationToken ct)
    {
        await Sql.Run(connection, "delete from crm_live_tombstones where shard = $1", ct, Sql.Text(shard));
        await Sql.Run(
            connection, $"update crm_live_views set generation = {NewGeneration}, floor = $2, changed = $2 where shard = $1", ct, Sql.Text(shard), Sql.Long(position));
    }
}

using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

/// <summary>What is written about documents in quarantine, in the transaction of the checkpoint.</summary>
internal static class QuarantineSql
{
    /// <param name="missed">By key: the error when it is new in quarantine, and the positions it did not see.</param>
    public static void Add(NpgsqlBatch batch, string shard, IEnumerable<(string Key, Exception? Error, List<long> Positions)> missed)
    {
        var all = missed.ToList();
        var fresh = all.Where(key => key.Error is not null).ToList();
        if (fresh.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                insert into crm_quarantine (shard, key, position, error)
                    select $1, q.key, q.position, q.error from unnest($2, $3, $4) as q (key, position, error)
                    on conflict (shard, key) do update set error = excluded.error
                """)
            {
                Parameters =
                {
                    Sql.Text(shard),
                    Sql.Texts(fresh.Select(key => key.Key)),
                    Sql.Array(fresh.Select(key => key.Positions[0]).ToArray(), NpgsqlDbType.Bigint),
                    Sql.Texts(fresh.Select(key => Fault.Text(key.Error!))),
                },
            });
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into crm_quarantined_events (shard, key, position)
                select $1, q.key, q.position from unnest($2, $3) as q (key, position)
            """)
        {
            Parameters =
            {
                Sql.Text(shard),
                Sql.Texts(all.SelectMany(key => key.Positions.Select(_ => key.Key))),
                Sql.Array(all.SelectMany(key => key.Positions).ToArray(), NpgsqlDbType.Bigint),
            },
        });
    }
}

using Crm.EventStore.Projecting.Live;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting;

/// <summary>Folds documents in quarantine again and puts them back, in one transaction with the shard held.</summary>
internal sealed class QuarantineRetry(NpgsqlDataSource source, EventLog log, ReadModels models)
{
    public async Task<int> Retry(string projection, string? key, CancellationToken ct)
    {
        var model = models.Find(projection);
        var keys = key is null ? await Keys(model, ct) : [key];
        var well = 0;
        foreach (var quarantined in keys)
        {
            if (await RetryOne(model, quarantined, ct)) well++;
        }

        return well;
    }

    private async Task<string[]> Keys(ReadModel model, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await Sql.One<string[]>(connection, "select array_agg(key order by since) from crm_quarantine where shard = $1", ct, Sql.Text(model.Shard)) ?? [];
    }

    private async Task<bool> RetryOne(ReadModel model, string key, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The checkpoint's row lock keeps the reader out; the new epoch makes it start over without this key in quarantine.
        var position = await Sql.One<long>(
            connection, "select last_seq_id from mt_event_progression where name = $1 for update", ct, Sql.Text(model.Shard));
        var missed = await Sql.One<long[]>(
            connection,
            "select array_agg(position order by position) from crm_quarantined_events where shard = $1 and key = $2",
            ct,
            Sql.Text(model.Shard),
            Sql.Text(key));
        if (missed is null) return false;

        var failure = await model.Refold(connection, log, key, position, missed, ct);
        if (failure is not null)
        {
            await Sql.Run(
                connection,
                "update crm_quarantine set error = $3, attempts = attempts + 1 where shard = $1 and key = $2",
                ct,
                Sql.Text(model.Shard),
                Sql.Text(key),
                Sql.Text(Fault.Text(failure)));
        }
        else
        {
            await Sql.Run(connection, "delete from crm_quarantine where shard = $1 and key = $2", ct, Sql.Text(model.Shard), Sql.Text(key));
            await Sql.Run(connection, "update crm_shards set epoch = epoch + 1 where name = $1", ct, Sql.Text(model.Shard));
            // The row takes the position of an event long past, which nobody who follows the view would look at again.
            if (model.IsLive) await LiveSql.BeginAnew(connection, model.Shard, position, ct);
            await Sql.Run(connection, $"notify {Sharing.EventWakeups.ShardsChannel}", ct);
        }

        await transaction.CommitAsync(ct);
        return failure is null;
    }
}

using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Live;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>The table that a rebuild makes beside the live one, and how it takes its place.</summary>
internal sealed class ShadowTable(NpgsqlDataSource source, EventLog log, ReadModel model, ProjectionOptions options)
{
    private PagedFold? _fold;

    public string Name { get; } = model.Table + "_rebuild";

    /// <summary>The name its quarantine stands under until it is swapped in.</summary>
    public string Shard { get; } = model.Shard + ":rebuild";

    public string Quoted => Identifier.Quote(Name);

    public long Position => _fold?.Position ?? 0;

    /// <summary>Goes on from what is loaded.</summary>
    public async Task Open(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var position = await Sql.One<long>(connection, "select position from crm_rebuilds where shard = $1", ct, Sql.Text(model.Shard));
        var quarantined = await Sql.One<string[]>(
            connection, "select array_agg(key) from crm_quarantine where shard = $1", ct, Sql.Text(Shard)) ?? [];
        _fold = model.NewPagedFold(Name, Shard, options.CachedDocuments);
        _fold.Reset(position, quarantined);
    }

    /// <summary>Folds what was appended meanwhile: to where the live view stands, so that little is left for the swap; to the end where the live view is behind.</summary>
    public async Task CatchUp(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        while (true)
        {
            var live = await Sql.One<long>(connection, "select last_seq_id from mt_event_progression where name = $1", ct, Sql.Text(model.Shard));
            var goal = live >= Position ? live : await log.Head(ct);
            if (goal - Position < options.LivePage) return;
            await FoldTo(connection, goal, ct);
        }
    }

    /// <summary>
    /// Compares with the live view as both stand at one position. The live checkpoint is held only until this view has come to it and a
    /// snapshot of both is taken; the comparison itself, which may be long, holds up nobody.
    /// </summary>
    /// <returns><c>null</c>: the live view is behind this one.</returns>
    public async Task<ViewComparison?> Compare(CancellationToken ct)
    {
        await using var seeing = await source.OpenConnectionAsync(ct);
        await using var snapshot = await seeing.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        long live;
        await using (var holding = await source.OpenConnectionAsync(ct))
        await using (var hold = await holding.BeginTransactionAsync(ct))
        {
            live = await Hold(holding, ct);
            if (Position > live) return null;
            await using (var folding = await source.OpenConnectionAsync(ct)) await FoldTo(folding, live, ct);
            // The first statement of a repeatable read takes its snapshot.
            await Sql.One<long>(seeing, "select last_seq_id from mt_event_progression where name = $1", ct, Sql.Text(model.Shard));
            await hold.CommitAsync(ct);
        }

        return await TableComparer.Compare(seeing, model, live, Identifier.Quote(model.Table), Quoted, ct);
    }

    /// <summary>
    /// In one transaction: holds the live checkpoint, folds what is missing to it, and takes the live table's name and checkpoint. The new
    /// epoch makes the live reader start over from there. Readers wait for the renaming at most.
    /// </summary>
    /// <returns>Where the view stands.</returns>
    /// <exception cref="PostgresException">A lock could not be had in time, among others; nothing has changed.</exception>
    public async Task<long> Swap(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await FoldTo(connection, await Hold(connection, ct), ct);
        await TakePlace(connection, ct);
        await transaction.CommitAsync(ct);
        return Position;
    }

    // The live reader moves this row first of all, so that it waits here.
    private async Task<long> Hold(NpgsqlConnection connection, CancellationToken ct)
    {
        await Sql.Run(connection, "set local lock_timeout = '400ms'", ct);
        return await Sql.One<long>(connection, "select last_seq_id from mt_event_progression where name = $1 for update", ct, Sql.Text(model.Shard));
    }

    private async Task FoldTo(NpgsqlConnection connection, long goal, CancellationToken ct)
    {
        while (Position < goal)
        {
            var page = await log.ReadPage(Position, types: null, options.CatchUpPage, ct);
            await Apply(connection, [.. page.TakeWhile(recorded => recorded.Position <= goal)], ct);
        }
    }

    private async Task TakePlace(NpgsqlConnection connection, CancellationToken ct)
    {
        await Sql.Run(connection, $"drop table if exists {Identifier.Quote(model.Table)}", ct);
        foreach (var rename in model.Layout.Rename(Name, model.Table)) await Sql.Run(connection, rename, ct);
        await Sql.Run(connection, "delete from crm_quarantine where shard = $1", ct, Sql.Text(model.Shard));
        await Sql.Run(connection, "update crm_quarantine set shard = $1 where shard = $2", ct, Sql.Text(model.Shard), Sql.Text(Shard));
        await Sql.Run(
            connection,
            "update mt_event_progression set last_seq_id = $2, last_updated = clock_timestamp() where name = $1",
            ct,
            Sql.Text(model.Shard),
            Sql.Long(Position));
        await Sql.Run(connection, "update crm_shards set epoch = epoch + 1 where name = $1", ct, Sql.Text(model.Shard));
        if (model.IsLive) await LiveSql.BeginAnew(connection, model.Shard, Position, ct);
        await Sql.Run(
            connection, "update crm_projections set layout = $2 where table_name = $1", ct, Sql.Text(model.Table), Sql.Text(model.Layout.Fingerprint));
        await Sql.Run(connection, "delete from crm_rebuilds where shard = $1", ct, Sql.Text(model.Shard));
        await Sql.Run(connection, $"notify {Sharing.EventWakeups.ShardsChannel}", ct);
    }

    private async Task Apply(NpgsqlConnection connection, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        using var folded = _fold!.Take(page);
        await using (var load = new NpgsqlBatch(connection))
        {
            if (folded.AddLoad(load))
            {
                await using var reader = await load.ExecuteReaderAsync(ct);
                await folded.ReadLoaded(reader, ct);
            }
        }

        folded.Fold();
        folded.Seal();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("update crm_rebuilds set position = $2, updated_at = clock_timestamp() where shard = $1 and position = $3")
        {
            Parameters = { Sql.Text(model.Shard), Sql.Long(folded.Next), Sql.Long(folded.Previous) },
        });
        folded.AddWrites(batch);
        await batch.ExecuteNonQueryAsync(ct);
        if (batch.BatchCommands[0].RecordsAffected != 1) throw new RebuildRunningException(model.Name);
    }
}

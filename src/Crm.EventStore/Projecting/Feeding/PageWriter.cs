using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Streams;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Feeding;

/// <summary>Turns a page of events into documents and writes them with the checkpoints, several shards in one transaction.</summary>
internal sealed class PageWriter(NpgsqlDataSource source, ProjectionProgress progress, ProjectionOptions options, ILogger logger)
{
    /// <summary>Fewer folds than this are not worth a second thread.</summary>
    private const int ParallelFrom = 1_000;

    private readonly HashSet<string> _seenTypes = new(StringComparer.Ordinal);

    /// <summary>Takes events into the shards' pages and folds them. A shard whose projection throws on a key gets its <see cref="RunningShard.Fault"/>.</summary>
    /// <param name="open">Folded and not written yet; <c>null</c>: these events are the first.</param>
    public async Task<OpenPages> Fold(IReadOnlyList<RunningShard> shards, IReadOnlyList<Recorded> events, OpenPages? open, CancellationToken ct)
    {
        await RememberTypes(events, ct);
        open ??= new();
        open.Events += events.Count;
        var fresh = new List<ShardPage>(shards.Count);
        foreach (var shard in shards)
        {
            if (shard.Fault is not null || shard.Stale || shard.Fold.Position >= events[^1].Position) continue;
            try
            {
                var item = open.Of(shard);
                if (item is null) open.Add(item = new(shard, shard.Fold.Take(events)));
                else shard.Fold.Take(events, item.Page);
                fresh.Add(item);
            }
            catch (Exception error)
            {
                shard.Fault = error;
            }
        }

        await Load(fresh, open, ct);
        if (fresh.Count == 1 || fresh.Sum(item => item.Page.Steps) < ParallelFrom) fresh.ForEach(item => item.Page.Fold());
        else Parallel.ForEach(fresh, item => item.Page.Fold());
        return open;
    }

    /// <summary>Makes what was folded ready to be written; nothing more is folded into it.</summary>
    public static void Seal(OpenPages pages)
    {
        if (pages.Items.Count == 1 || pages.Rows < ParallelFrom) pages.Items.ForEach(item => item.Page.Seal());
        else Parallel.ForEach(pages.Items, item => item.Page.Seal());
    }

    /// <summary>Writes what was folded and sealed; a shard whose write failed is marked, the others are not touched by it.</summary>
    /// <param name="connections">How many transactions may run beside each other.</param>
    public async Task Write(OpenPages pages, int connections, CancellationToken ct)
    {
        var together = pages.Items.Where(item => !item.Shard.Alone).OrderByDescending(item => item.Page.Rows).ToList();
        var groups = Enumerable.Range(0, connections)
            .Select(group => together.Where((_, index) => index % connections == group).ToList())
            .Concat(pages.Items.Where(item => item.Shard.Alone).Select(item => new List<ShardPage> { item }))
            .Where(group => group.Count > 0)
            .ToList();
        if (groups.Count == 1) await WriteTogether(groups[0], ct);
        else await Task.WhenAll(groups.Select(group => WriteTogether(group, ct)));
    }

    // One round trip for all; if one shard's table cannot be read, each is asked alone so that only that one stops.
    private async Task Load(List<ShardPage> work, OpenPages open, CancellationToken ct)
    {
        try
        {
            await LoadTogether(work, ct);
        }
        catch (PostgresException error) when (!error.IsTransient)
        {
            foreach (var item in work.ToList())
            {
                try
                {
                    await LoadTogether([item], ct);
                }
                catch (PostgresException its) when (!its.IsTransient)
                {
                    item.Shard.Fault = its;
                    work.Remove(item);
                    open.Items.Remove(item);
                }
            }
        }
    }

    private async Task LoadTogether(List<ShardPage> work, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch();
        var asked = work.Where(item => item.Page.AddLoad(batch)).ToList();
        if (asked.Count == 0) return;
        await using var connection = await source.OpenConnectionAsync(ct);
        batch.Connection = connection;
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var (_, page) in asked)
        {
            await page.ReadLoaded(reader, ct);
            await reader.NextResultAsync(ct);
        }
    }

    private async Task WriteTogether(List<ShardPage> group, CancellationToken ct)
    {
        try
        {
            // Without a barrier the statements of a batch are one transaction: documents and checkpoints move together or not at all.
            await using var connection = await source.OpenConnectionAsync(ct);
            await using var batch = new NpgsqlBatch(connection);
            // Nobody is told that a view is durable: after a crash of the server it stands a moment further back, checkpoint and all, and goes on.
            if (!options.SynchronousViews) batch.BatchCommands.Add(new("select set_config('synchronous_commit', 'off', true)"));
            batch.BatchCommands.Add(Advance(group));
            foreach (var (_, page) in group) page.AddWrites(batch);
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (Exception error)
        {
            Failed(group, error, ct);
            return;
        }
        finally
        {
            foreach (var (_, page) in group) page.Dispose();
        }

        foreach (var (shard, page) in group)
        {
            shard.Alone = false;
            shard.Failures = 0;
            progress.Advanced(shard.Lease.Shard, page.Next);
            if (page.Quarantined > 0) logger.LogError("{Count} documents of {Projection} were quarantined", page.Quarantined, shard.Model.Name);
        }
    }

    private void Failed(List<ShardPage> group, Exception error, CancellationToken ct)
    {
        var fenced = error is PostgresException { SqlState: Sql.Fenced };
        var ofData = error is not (NpgsqlException { IsTransient: true } or OperationCanceledException) && !fenced;
        foreach (var (shard, _) in group)
        {
            shard.Stale = true;
            if (ofData && group.Count == 1) shard.Fault = error;
            // Another's fence is not one's own either: each finds out by itself.
            shard.Alone = group.Count > 1;
        }

        if (fenced) logger.LogInformation("Shards changed hands while they were written: {Shards}", group.Select(item => item.Shard.Lease.Shard));
        else if (!ct.IsCancellationRequested) logger.LogWarning(error, "Writing {Count} projections failed", group.Count);
    }

    private static NpgsqlBatchCommand Advance(List<ShardPage> group) => new("select crm_advance($1, $2, $3, $4, $5)")
    {
        Parameters =
        {
            Sql.Value(group[0].Shard.Lease.Host, NpgsqlDbType.Uuid),
            Sql.Texts(group.Select(item => item.Shard.Lease.Shard)),
            Sql.Array(group.Select(item => item.Shard.Lease.Epoch).ToArray(), NpgsqlDbType.Bigint),
            Sql.Array(group.Select(item => item.Page.Previous).ToArray(), NpgsqlDbType.Bigint),
            Sql.Array(group.Select(item => item.Page.Next).ToArray(), NpgsqlDbType.Bigint),
        },
    };

    // A host that does not know one of these types takes no shard.
    private async Task RememberTypes(IReadOnlyList<Recorded> events, CancellationToken ct)
    {
        List<Recorded>? fresh = null;
        lock (_seenTypes)
        {
            foreach (var recorded in events)
            {
                if (_seenTypes.Add(recorded.EventType)) (fresh ??= []).Add(recorded);
            }
        }

        if (fresh is null) return;
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            await Sql.Run(
                connection,
                "insert into crm_event_types (alias, first_position) select * from unnest($1, $2) on conflict (alias) do nothing",
                ct,
                Sql.Texts(fresh.Select(recorded => recorded.EventType)),
                Sql.Array(fresh.Select(recorded => recorded.Position).ToArray(), NpgsqlDbType.Bigint));
        }
        catch (Exception)
        {
            lock (_seenTypes) fresh.ForEach(recorded => _seenTypes.Remove(recorded.EventType));
            throw;
        }
    }
}

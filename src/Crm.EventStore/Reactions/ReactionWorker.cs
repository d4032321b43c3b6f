using System.Collections.Concurrent;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.EventStore.Reactions;

/// <summary>Runs the reactions whose shards this host owns, each at its own pace from its own checkpoint.</summary>
internal sealed class ReactionWorker(
    NpgsqlDataSource source, EventLog log, EventTypes types, IReadOnlyList<Reaction> reactions, EventWakeups wakeups, ProjectionProgress progress,
    ProjectionOptions options, TimeProvider system, ILogger logger, CancellationToken stopping) : IShardWorker
{
    private readonly Dictionary<string, Reaction> _reactions = reactions.ToDictionary(reaction => ShardName.Of(reaction.Name, 1));
    private readonly ConcurrentDictionary<string, (CancellationTokenSource Leaving, Task Running)> _running = new();

    public string Kind => "reaction";

    public IReadOnlyCollection<string> Shards => _reactions.Keys;

    public void Take(IReadOnlyList<ShardLease> leases)
    {
        foreach (var lease in leases)
        {
            // Under a new epoch it starts again from the checkpoint.
            if (_running.TryRemove(lease.Shard, out var old)) old.Leaving.Cancel();
            var leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var before = old.Running ?? Task.CompletedTask;
            _running[lease.Shard] = (leaving, Task.Run(() => Run(lease, before, leaving.Token)));
            progress.Owned(lease.Shard, here: true);
        }
    }

    public async Task Leave(IReadOnlyCollection<string> shards)
    {
        foreach (var shard in shards)
        {
            if (!_running.TryRemove(shard, out var running)) continue;
            await running.Leaving.CancelAsync();
            await running.Running;
            progress.Owned(shard, here: false);
        }
    }

    private async Task Run(ShardLease lease, Task before, CancellationToken ct)
    {
        await before;
        var shard = new ReactionShard(source, log, types, _reactions[lease.Shard], lease, options, system, logger);
        for (var failures = 0; !ct.IsCancellationRequested;)
        {
            var woken = wakeups.Events.Next;
            try
            {
                await shard.React(position => progress.Advanced(lease.Shard, position), ct);
                failures = 0;
                await woken.WaitAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (PostgresException fenced) when (fenced.SqlState == Sql.Fenced)
            {
                // Somebody else runs it now, or it was paused; the heartbeat tells us what to do.
                logger.LogInformation("{Shard} changed hands", lease.Shard);
                return;
            }
            catch (Exception error)
            {
                failures++;
                logger.LogWarning(error, "{Shard} could not go on", lease.Shard);
                await shard.Report(error, options.BackOffAfter(failures));
                await Task.Delay(options.BackOffAfter(failures), system, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

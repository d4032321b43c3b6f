using System.Collections.Concurrent;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.EventStore.Projecting.Feeding;

/// <summary>Runs the projections whose shards this host owns: builds what is new, feeds what is live, keeps what is blocked for a later try.</summary>
internal sealed class ProjectionWorker : IShardWorker, IFeedOwner
{
    // One after the other in a process: a rebuild takes memory and both cores.
    private static readonly SemaphoreSlim Building = new(1);

    private readonly Dictionary<string, ReadModel> _models;
    private readonly ConcurrentDictionary<string, RunningShard> _running = new();
    private readonly EventLog _log;
    private readonly EventWakeups _wakeups;
    private readonly ProjectionProgress _progress;
    private readonly ProjectionRebuilder _rebuilder;
    private readonly ProjectionOptions _options;
    private readonly TimeProvider _system;
    private readonly ILogger _logger;
    private readonly ShardStates _states;
    private readonly PageWriter _writer;
    private readonly Feed _live;
    private readonly CancellationToken _stopping;

    public ProjectionWorker(
        NpgsqlDataSource source, EventLog log, IReadOnlyList<ReadModel> models, EventWakeups wakeups, ProjectionProgress progress,
        ProjectionRebuilder rebuilder, ProjectionOptions options, TimeProvider system, ILogger logger, CancellationToken stopping)
    {
        (_log, _wakeups, _progress, _rebuilder, _options, _system, _logger, _stopping) =
            (log, wakeups, progress, rebuilder, options, system, logger, stopping);
        _models = models.ToDictionary(model => model.Shard);
        _states = new(source);
        _writer = new(source, progress, options, logger);
        _live = new(log, _writer, wakeups, options, this, live: true);
    }

    public string Kind => "projection";

    public IReadOnlyCollection<string> Shards => _models.Keys;

    /// <summary>Called with the alias when an event cannot be read by this host.</summary>
    public Action<string> OnUnknownType { get; set; } = _ => { };

    public Task Run() => _live.Run(_stopping);

    public void Take(IReadOnlyList<ShardLease> leases)
    {
        var shards = new List<RunningShard>();
        foreach (var lease in leases)
        {
            var model = _models[lease.Shard];
            if (_running.TryGetValue(lease.Shard, out var running))
            {
                // Swapped or mended: its state is read anew. Changed hands and came back: it starts when the old one has gone.
                if (running.Leaving.IsCancellationRequested) _ = TakeAgain(running, lease);
                else running.Stale = true;
                continue;
            }

            var shard = new RunningShard(model, lease, model.NewPagedFold(model.Table, model.Shard, _options.CachedDocuments), _stopping);
            if (!_running.TryAdd(lease.Shard, shard)) continue;
            shards.Add(shard);
            _progress.Owned(lease.Shard, here: true);
        }

        if (shards.Count > 0) _ = Task.Run(() => Start(shards));
    }

    public async Task Leave(IReadOnlyCollection<string> shards)
    {
        foreach (var name in shards)
        {
            if (_running.TryGetValue(name, out var leaving)) leaving.Leave();
        }

        foreach (var name in shards)
        {
            if (!_running.TryGetValue(name, out var left)) continue;
            await left.Left;
            _running.TryRemove(name, out _);
            _progress.Owned(name, here: false);
        }
    }

    private async Task TakeAgain(RunningShard old, ShardLease lease)
    {
        await old.Left;
        _running.TryRemove(new(lease.Shard, old));
        Take([lease]);
    }

    public async Task Refresh(IReadOnlyList<RunningShard> shards, CancellationToken ct)
    {
        var states = await _states.Read(shards.Select(shard => shard.Lease.Shard), ct);
        foreach (var shard in shards)
        {
            if (!states.TryGetValue(shard.Lease.Shard, out var state) || state.Owner != shard.Lease.Host || state.Paused)
            {
                shard.Leave();
                continue;
            }

            shard.Lease = shard.Lease with { Epoch = state.Epoch };
            shard.Fold.Reset(state.Position, state.Quarantined);
            shard.Stale = false;
            _progress.Advanced(shard.Lease.Shard, state.Position);
        }
    }

    public void Blocked(RunningShard shard) => _ = Task.Run(() => TryLater(shard));

    public void CaughtUp(RunningShard shard) => _live.Join(shard);

    public async Task CannotRead(IReadOnlyList<RunningShard> shards, Exception error, TimeSpan wait)
    {
        _logger.LogWarning(error, "The store could not be read; {Count} projections wait", shards.Count);
        if (error is not UnknownEventTypeException unknown) return;
        OnUnknownType(unknown.Alias);
        foreach (var shard in shards) await Report(shard, error, wait);
    }

    private async Task Start(List<RunningShard> shards)
    {
        try
        {
            await Refresh(shards, _stopping);
            var states = await _states.Read(shards.Select(shard => shard.Lease.Shard), _stopping);
            var build = shards.Where(shard => !shard.Leaving.IsCancellationRequested && NeedsBuilding(shard, states[shard.Lease.Shard])).ToList();
            foreach (var shard in build) _ = Task.Run(() => Build(shard));
            await Route([.. shards.Except(build)]);
        }
        catch (Exception error)
        {
            foreach (var shard in shards)
            {
                shard.Fault = error;
                Blocked(shard);
            }
        }
    }

    private bool NeedsBuilding(RunningShard shard, ShardState state)
    {
        var layout = shard.Model.Layout.Fingerprint;
        if (state.Layout != layout && state.Wanted != layout)
            throw new InvalidOperationException($"{shard.Model.Name} has another layout in a host that started later under the same version: raise its version.");
        return state.Layout != layout || (state.Position == 0 && state.BuiltTo >= _options.RebuildFrom);
    }

    private async Task Build(RunningShard shard)
    {
        try
        {
            await Building.WaitAsync(shard.Leaving);
            try
            {
                await _rebuilder.Rebuild(shard.Model, new RebuildOptions(), progress: null, shard.Leaving);
            }
            finally
            {
                Building.Release();
            }

            await Refresh([shard], shard.Leaving);
            await Route([shard]);
        }
        catch (OperationCanceledException) when (shard.Leaving.IsCancellationRequested)
        {
            shard.HasLeft();
        }
        catch (Exception error)
        {
            shard.Fault = error;
            Blocked(shard);
        }
    }

    /// <summary>Near the end: to the live feed. Further behind: to a feed of their own until they have caught up.</summary>
    private async Task Route(IReadOnlyList<RunningShard> shards)
    {
        var head = await _log.Head(_stopping);
        var behind = new List<RunningShard>();
        foreach (var shard in shards)
        {
            if (shard.Leaving.IsCancellationRequested) shard.HasLeft();
            else if (head - shard.Fold.Position > _options.LiveDistance) behind.Add(shard);
            else _live.Join(shard);
        }

        if (behind.Count == 0) return;
        var feed = new Feed(_log, _writer, _wakeups, _options, this, live: false);
        behind.ForEach(feed.Join);
        _ = Task.Run(() => feed.Run(_stopping));
    }

    // Visible to operators, tried again with growing pauses; the others go on.
    private async Task TryLater(RunningShard shard)
    {
        var error = shard.Fault!;
        var wait = _options.BackOffAfter(++shard.Failures);
        _logger.LogError(error, "{Projection} is blocked; tried again in {Seconds} s", shard.Model.Name, wait.TotalSeconds);
        await Report(shard, error, wait);
        try
        {
            await Task.Delay(wait, _system, shard.Leaving);
            shard.Fault = null;
            await Refresh([shard], shard.Leaving);
            await Start([shard]);
        }
        catch (OperationCanceledException) when (shard.Leaving.IsCancellationRequested)
        {
            shard.HasLeft();
        }
        catch (Exception next)
        {
            shard.Fault = next;
            Blocked(shard);
        }
    }

    private async Task Report(RunningShard shard, Exception error, TimeSpan wait)
    {
        try
        {
            await _states.Report(shard.Lease.Shard, error, wait, shard.Leaving);
        }
        catch (Exception unreported) when (unreported is NpgsqlException or OperationCanceledException)
        {
            _logger.LogWarning(unreported, "The error could not be recorded");
        }
    }
}

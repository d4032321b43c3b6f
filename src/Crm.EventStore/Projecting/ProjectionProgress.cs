using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Projecting;

/// <summary>How far each projection has come, as this host knows it, and waiting for it: read your writes.</summary>
public sealed class ProjectionProgress
{
    private static readonly TimeSpan PollOthers = TimeSpan.FromMilliseconds(10);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _system;
    private readonly Dictionary<string, string> _shardByName;
    private readonly Dictionary<Type, string> _nameByType;
    private readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _local = new(StringComparer.Ordinal);
    private readonly List<Waiter> _waiters = [];
    private readonly Lock _lock = new();
    private bool _polling;

    internal ProjectionProgress(NpgsqlDataSource source, TimeProvider system, IReadOnlyCollection<ReadModel> models)
    {
        _source = source;
        _system = system;
        _shardByName = models.ToDictionary(model => model.Name, model => model.Shard);
        _nameByType = models.ToDictionary(model => model.Projection.GetType(), model => model.Name);
    }

    /// <summary>Waits until all of these projections have seen a position.</summary>
    /// <param name="projections">Names of projections of this host.</param>
    /// <returns>Whether they have; <c>false</c> when the time ran out.</returns>
    public Task<bool> WaitFor(IReadOnlyCollection<string> projections, long position, TimeSpan timeout, CancellationToken ct) =>
        WaitForShards([.. projections.Select(Shard)], position, timeout, ct);

    /// <inheritdoc cref="WaitFor(IReadOnlyCollection{string}, long, TimeSpan, CancellationToken)"/>
    public Task<bool> WaitFor<TProjection>(long position, TimeSpan timeout, CancellationToken ct) where TProjection : Projection =>
        WaitForShards([Shard(_nameByType.GetValueOrDefault(typeof(TProjection), typeof(TProjection).Name))], position, timeout, ct);

    /// <summary>Waits until every projection of this host has seen a position.</summary>
    /// <exception cref="TimeoutException">One of them did not within 30 seconds; it is named.</exception>
    public async Task CaughtUpTo(long position, CancellationToken ct = default)
    {
        if (await WaitForShards([.. _shardByName.Values], position, TimeSpan.FromSeconds(30), ct)) return;
        var behind = _shardByName.Where(shard => Known(shard.Value) < position).Select(shard => $"{shard.Key} at {Known(shard.Value)}");
        throw new TimeoutException($"Not caught up to {position}: {string.Join(", ", behind)}.");
    }

    /// <summary>The last position known to this host; a projection may be further.</summary>
    public long Known(string shard)
    {
        lock (_lock) return _positions.GetValueOrDefault(shard);
    }

    internal void Owned(string shard, bool here)
    {
        lock (_lock)
        {
            if (here) _local.Add(shard);
            else _local.Remove(shard);
        }

        StartPolling();
    }

    internal void Advanced(string shard, long position)
    {
        List<Waiter>? done = null;
        lock (_lock)
        {
            if (_positions.GetValueOrDefault(shard) >= position) return;
            _positions[shard] = position;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                var waiter = _waiters[i];
                if (!Reached(waiter.Shards, waiter.Position)) continue;
                (done ??= []).Add(waiter);
                _waiters.RemoveAt(i);
            }
        }

        foreach (var waiter in done ?? []) waiter.Done.TrySetResult();
    }

    internal async Task<bool> WaitForShards(IReadOnlyList<string> shards, long position, TimeSpan timeout, CancellationToken ct)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (Reached(shards, position)) return true;
            if (timeout <= TimeSpan.Zero) return false;
            waiter = new(shards, position);
            _waiters.Add(waiter);
        }

        StartPolling();
        try
        {
            await waiter.Done.Task.WaitAsync(timeout, _system, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_lock) _waiters.Remove(waiter);
        }
    }

    private string Shard(string projection) => _shardByName.TryGetValue(projection, out var shard)
        ? shard
        : throw new ArgumentException($"There is no projection '{projection}'. There are: {string.Join(", ", _shardByName.Keys.Order(StringComparer.Ordinal))}.");

    private bool Reached(IReadOnlyList<string> shards, long position)
    {
        foreach (var shard in shards)
        {
            if (_positions.GetValueOrDefault(shard) < position) return false;
        }

        return true;
    }

    // Shards of other hosts are asked for in the database, all waiters together, while there is one who waits for them.
    private void StartPolling()
    {
        lock (_lock)
        {
            if (_polling || Awaited().Length == 0) return;
            _polling = true;
        }

        _ = Task.Run(Poll);
    }

    private async Task Poll()
    {
        while (true)
        {
            string[] shards;
            lock (_lock)
            {
                shards = Awaited();
                if (shards.Length == 0)
                {
                    _polling = false;
                    return;
                }
            }

            try
            {
                await using var connection = await _source.OpenConnectionAsync();
                await using var command = new NpgsqlCommand("select name, last_seq_id from mt_event_progression where name = any ($1)", connection)
                {
                    Parameters = { Sql.Texts(shards) },
                };
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync()) Advanced(reader.GetString(0), reader.GetInt64(1));
            }
            catch (Exception error) when (error is NpgsqlException or ObjectDisposedException or TimeoutException)
            {
                // Whoever waits runs into his own time limit and says so.
            }

            await Task.Delay(PollOthers, _system);
        }
    }

    private string[] Awaited() => [.. _waiters.SelectMany(waiter => waiter.Shards).Where(shard => !_local.Contains(shard)).Distinct()];

    private sealed record Waiter(IReadOnlyList<string> Shards, long Position)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

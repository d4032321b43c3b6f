namespace Crm.EventStore.Streams;

/// <summary>States of streams, folded from their events; hot ones are kept in a bounded cache that the expected version validates.</summary>
public sealed class Aggregates(EventLog log, AggregateCacheLimits? limits = null)
{
    private readonly AggregateCache _cache = new(limits ?? new());

    /// <summary>The state of a stream, in at most one round trip.</summary>
    /// <param name="evolve">The fold, a method without captured state.</param>
    /// <param name="fresh">Whether to catch up with the database first; otherwise a cached state is given as it is.</param>
    public async Task<Loaded<TState>> Load<TState>(Guid streamId, Func<TState?, object, TState?> evolve, bool fresh, CancellationToken ct)
        where TState : class
    {
        var cached = _cache.Find<TState>(streamId);
        if (cached is { } hit && !fresh) return new(hit.State, hit.Version, Cached: true);

        var (state, version) = cached is { } known ? (known.State, known.Version) : ((TState?)null, 0L);
        var (events, reached) = await log.ReadStreamData(streamId, version, ct);
        if (reached is null)
        {
            // A server that came back without its last commits: what was kept is of a future that never was.
            _cache.Drop(streamId);
            state = null;
            (events, reached) = await log.ReadStreamData(streamId, 0, ct);
        }

        foreach (var @event in events) state = evolve(state, @event);
        version = reached!.Value;
        if (state is not null) _cache.Keep(streamId, state, version);
        return new(state, version, Cached: false);
    }

    /// <summary>Tells the cache what a committed append made of a stream.</summary>
    public void Remember<TState>(Guid streamId, TState state, long version) where TState : class => _cache.Keep(streamId, state, version);

    /// <summary>Forgets a stream: its append met a conflict.</summary>
    public void Forget(Guid streamId) => _cache.Drop(streamId);

    /// <summary>Forgets everything: what was decrypted must not outlive its key.</summary>
    public void ForgetAll() => _cache.Clear();
}

/// <param name="State"><c>null</c>: the stream does not exist.</param>
/// <param name="Cached">Whether the state came from the cache without asking the database; a refusal on it is decided once more.</param>
public sealed record Loaded<TState>(TState? State, long Version, bool Cached) where TState : class;

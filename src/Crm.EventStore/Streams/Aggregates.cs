namespace Crm.EventStore.Streams;

/// <summary>States of streams, folded from their events; hot ones are kept in a bounded cache that the expected version validates.</summary>
public sealed class Aggregates
{
    /// <summary>The state of a stream.</summary>
    /// <param name="evolve">The fold, a method without captured state.</param>
    /// <param name="fresh">Whether to catch up with the database first; otherwise a cached state is given as it is.</param>
    public Task<Loaded<TState>> Load<TState>(Guid streamId, Func<TState?, object, TState?> evolve, bool fresh, CancellationToken ct)
        where TState : class => throw new NotImplementedException();

    /// <summary>Tells the cache what a committed append made of a stream.</summary>
    public void Remember<TState>(Guid streamId, TState state, long version) where TState : class => throw new NotImplementedException();

    /// <summary>Forgets a stream: its append met a conflict.</summary>
    public void Forget(Guid streamId) => throw new NotImplementedException();
}

/// <param name="State"><c>null</c>: the stream does not exist.</param>
/// <param name="Cached">Whether the state came from the cache without asking the database; a refusal on it is decided once more.</param>
public sealed record Loaded<TState>(TState? State, long Version, bool Cached) where TState : class;

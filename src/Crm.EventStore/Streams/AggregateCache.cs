namespace Crm.EventStore.Streams;

/// <param name="States">Most states kept.</param>
/// <param name="Events">Most events that the kept states were folded from, together: a rough measure of their size.</param>
public sealed record AggregateCacheLimits(int States = 50_000, long Events = 1_000_000);

/// <summary>The states used last, by stream.</summary>
internal sealed class AggregateCache(AggregateCacheLimits limits)
{
    private readonly Dictionary<Guid, LinkedListNode<Entry>> _byStream = [];
    private readonly LinkedList<Entry> _lastUsedFirst = new();
    private readonly Lock _lock = new();
    private long _events;

    public int Count
    {
        get
        {
            lock (_lock) return _byStream.Count;
        }
    }

    public (TState State, long Version)? Find<TState>(Guid streamId) where TState : class
    {
        lock (_lock)
        {
            if (!_byStream.TryGetValue(streamId, out var node) || node.Value.State is not TState state) return null;
            _lastUsedFirst.Remove(node);
            _lastUsedFirst.AddFirst(node);
            return (state, node.Value.Version);
        }
    }

    /// <summary>Keeps a state, unless a later one of the same stream is kept already.</summary>
    public void Keep(Guid streamId, object state, long version)
    {
        lock (_lock)
        {
            if (_byStream.TryGetValue(streamId, out var known))
            {
                if (known.Value.Version > version && known.Value.State.GetType() == state.GetType()) return;
                Remove(known);
            }

            _byStream[streamId] = _lastUsedFirst.AddFirst(new Entry(streamId, state, version));
            _events += version;
            while (_byStream.Count > limits.States || (_events > limits.Events && _byStream.Count > 1)) Remove(_lastUsedFirst.Last!);
        }
    }

    public void Drop(Guid streamId)
    {
        lock (_lock)
        {
            if (_byStream.TryGetValue(streamId, out var node)) Remove(node);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _byStream.Clear();
            _lastUsedFirst.Clear();
            _events = 0;
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _lastUsedFirst.Remove(node);
        _byStream.Remove(node.Value.StreamId);
        _events -= node.Value.Version;
    }

    private sealed record Entry(Guid StreamId, object State, long Version);
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>What was used lately: two generations, the elder dropped when the younger is full. Bounded, and cheap to read from many threads.</summary>
internal sealed class RecentCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value)) return true;
        if (!_old.TryGetValue(key, out value)) return false;
        Add(key, value);
        return true;
    }

    public void Add(TKey key, TValue value)
    {
        if (!_young.TryAdd(key, value))
        {
            _young[key] = value;
            return;
        }

        if (Interlocked.Increment(ref _count) < _half) return;
        _old = _young;
        _young = new();
        Interlocked.Exchange(ref _count, 0);
    }

    public void Remove(TKey key)
    {
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }

    public void Clear()
    {
        _young = new();
        _old = new();
        Interlocked.Exchange(ref _count, 0);
    }
}

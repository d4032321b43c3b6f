namespace Crm.EventStore.Projecting.Models;

/// <summary>Documents that were touched lately, bounded: when the young half is full the old half is dropped.</summary>
internal sealed class RecentDocuments<TKey, TDocument>(int capacity) where TKey : notnull where TDocument : class
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private Dictionary<TKey, TDocument?> _young = [];
    private Dictionary<TKey, TDocument?> _old = [];

    /// <param name="document"><c>null</c>: it is known that there is none.</param>
    public bool TryFind(TKey key, out TDocument? document)
    {
        if (_young.TryGetValue(key, out document)) return true;
        if (!_old.TryGetValue(key, out document)) return false;
        Keep(key, document);
        return true;
    }

    public void Keep(TKey key, TDocument? document)
    {
        _young[key] = document;
        if (_young.Count < _half) return;
        (_old, _young) = (_young, _old);
        _young.Clear();
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
    }
}

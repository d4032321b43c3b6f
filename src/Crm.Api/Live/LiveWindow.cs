using Crm.Projections;

namespace Crm.Api.Live;

/// <summary>A change of a tray on its way to those who hear of it.</summary>
/// <param name="Route">Where the row stands, or stood.</param>
internal sealed record LiveNews<TRow>(string Key, long Position, TRow? Row, TrayRoute Route) where TRow : class
{
    /// <summary>Its line for who may not see personal data and for who may, as long as it is needed.</summary>
    public LiveFrame?[] Lines { get; } = new LiveFrame?[2];

    public bool Rendered => Lines[0] is not null;
}

/// <summary>The latest changes of a tray, so that those who come back are answered without the database. A row that changed again stands in it once.</summary>
internal sealed class LiveWindow<TRow> where TRow : class
{
    private readonly LinkedList<LiveNews<TRow>> _news = new();
    private readonly Dictionary<string, LinkedListNode<LiveNews<TRow>>> _standing = new(StringComparer.Ordinal);

    /// <summary>Everything behind this position is here.</summary>
    public long Start { get; private set; }

    public int Count => _news.Count;

    public void Clear(long start)
    {
        _news.Clear();
        _standing.Clear();
        Start = start;
    }

    /// <summary>Changes behind all that are here.</summary>
    public void Append(IEnumerable<LiveNews<TRow>> later)
    {
        foreach (var news in later)
        {
            // Where it stood is told by what it left behind; what it was there nobody asks for any more.
            if (_standing.Remove(news.Key, out var before)) _news.Remove(before);
            var node = _news.AddLast(news);
            if (news.Row is not null) _standing[news.Key] = node;
        }

        while (_news.Count > LiveOptions.Window)
        {
            var first = _news.First!.Value;
            Start = first.Position;
            _news.RemoveFirst();
            if (first.Row is not null) _standing.Remove(first.Key);
            // What happened by one event is here as a whole or not at all.
            while (_news.First is { } next && next.Value.Position == Start)
            {
                _news.RemoveFirst();
                if (next.Value.Row is not null) _standing.Remove(next.Value.Key);
            }
        }
    }

    /// <summary>Changes before all that are here, and behind a position.</summary>
    public void Prepend(IReadOnlyList<LiveNews<TRow>> earlier, long start)
    {
        for (var i = earlier.Count - 1; i >= 0; i--)
        {
            var news = earlier[i];
            if (news.Row is not null && _standing.ContainsKey(news.Key)) continue;
            var node = _news.AddFirst(news);
            if (news.Row is not null) _standing[news.Key] = node;
        }

        Start = start;
    }

    /// <summary>What happened behind a position, in its order.</summary>
    public IEnumerable<LiveNews<TRow>> After(long position)
    {
        var node = _news.Last;
        while (node is not null && node.Value.Position > position) node = node.Previous;
        for (node = node is null ? _news.First : node.Next; node is not null; node = node.Next) yield return node.Value;
    }
}

using Crm.EventStore.Streams;

namespace Crm.EventStore.Projecting.Models;

internal sealed class DocumentPagedFold<TKey, TDocument>(DocumentModel<TKey, TDocument> model, string table, string shard, int cachedDocuments)
    : PagedFold(model)
    where TKey : notnull
    where TDocument : class
{
    private readonly RecentDocuments<TKey, TDocument> _recent = new(cachedDocuments);
    private readonly HashSet<TKey> _quarantined = [];

    // The last page may still be on its way to the database, and more than the cache holds: until the next one it is asked first.
    private Dictionary<TKey, DocumentStep<TKey, TDocument>> _last = [];

    protected override void Forget(IEnumerable<string> quarantinedKeys)
    {
        _recent.Clear();
        _last = [];
        _quarantined.Clear();
        foreach (var key in quarantinedKeys) _quarantined.Add(DocumentModel<TKey, TDocument>.Key(key));
    }

    protected override FoldedPage BeginAt(IReadOnlyList<Recorded> page, int first)
    {
        var touched = new Dictionary<TKey, DocumentStep<TKey, TDocument>>();
        var steps = new List<(Recorded, DocumentStep<TKey, TDocument>)>();
        for (var i = first; i < page.Count; i++)
        {
            if (!Model.Handles(page[i])) continue;
            foreach (var key in model.Documents.Keys(page[i]))
            {
                if (!touched.TryGetValue(key, out var step)) touched.Add(key, step = Begin(key, page[i]));
                steps.Add((page[i], step));
            }
        }

        return new DocumentPage<TKey, TDocument>(model, table, shard, touched, steps, Folded);
    }

    private DocumentStep<TKey, TDocument> Begin(TKey key, Recorded recorded)
    {
        var step = new DocumentStep<TKey, TDocument>(key);
        if (_quarantined.Contains(key)) step.Frozen = true;
        else if (_recent.TryFind(key, out var recent)) step.Found(recent);
        else if (_last.TryGetValue(key, out var last)) step.Found(last.Document);
        else if (model.OwnStreamOnly && recorded.Version == 1) step.Found(null);
        return step;
    }

    private void Folded(Dictionary<TKey, DocumentStep<TKey, TDocument>> touched)
    {
        foreach (var step in touched.Values)
        {
            if (step.Error is not null) _quarantined.Add(step.Key);
            else if (!step.Frozen) _recent.Keep(step.Key, step.Document);
        }

        _last = touched;
    }
}

/// <summary>A document on its way through a page.</summary>
internal sealed class DocumentStep<TKey, TDocument>(TKey key) where TKey : notnull where TDocument : class
{
    public TKey Key { get; } = key;
    public TDocument? Document { get; set; }
    public bool Known { get; private set; }

    /// <summary>Whether the database has a row for it, before the page.</summary>
    public bool Stored { get; private set; }

    /// <summary>In quarantine since an earlier page.</summary>
    public bool Frozen { get; set; }

    public Recorded? ChangedBy { get; set; }
    public byte[]? Json { get; set; }
    public Exception? Error { get; set; }
    public Exception? Unreadable { get; set; }

    /// <summary>Positions it has not seen, in quarantine.</summary>
    public List<long>? Missed { get; private set; }

    public void Found(TDocument? document)
    {
        Document = document;
        Known = true;
        Stored = document is not null;
    }

    public void FoundUnreadable(Exception error)
    {
        Known = true;
        Unreadable = error;
    }

    public void Miss(Recorded recorded) => (Missed ??= []).Add(recorded.Position);
}

using Crm.EventStore.Projecting.Live;

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

    // What a rebuild does beside the live view is nobody's news: the swap is.
    private readonly ILiveProjection<TDocument>? _live = table == model.Table ? model.Live : null;

    protected override void Forget(IEnumerable<string> quarantinedKeys)
    {
        _recent.Clear();
        _last = [];
        _quarantined.Clear();
        foreach (var key in quarantinedKeys) _quarantined.Add(DocumentModel<TKey, TDocument>.Key(key));
    }

    protected override FoldedPage NewPage() => new DocumentPage<TKey, TDocument>(model, table, shard, _live, Begin, Folded);

    /// <param name="version">Of the event that touches it first.</param>
    private DocumentStep<TKey, TDocument> Begin(TKey key, long version)
    {
        var step = new DocumentStep<TKey, TDocument>(key);
        if (_quarantined.Contains(key)) step.Frozen = true;
        else if (_recent.TryFind(key, out var recent)) step.Found(recent);
        else if (_last.TryGetValue(key, out var last)) step.Found(last.Document);
        else if (model.OwnStreamOnly && version == 1) step.Found(null);
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

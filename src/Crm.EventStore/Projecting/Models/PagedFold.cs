using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Models;

/// <summary>The fold of one shard while one host owns it. Pages are begun one after the other; at most one is being written meanwhile.</summary>
internal abstract class PagedFold(ReadModel model)
{
    public ReadModel Model { get; } = model;

    /// <summary>Folded up to here; what is behind it may still be on its way to the database.</summary>
    public long Position { get; private set; }

    /// <summary>Forgets everything that is not in the database.</summary>
    public void Reset(long position, IEnumerable<string> quarantinedKeys)
    {
        Position = position;
        Forget(quarantinedKeys);
    }

    /// <summary>Takes the events of a page behind <see cref="Position"/>. Throws what the projection's key function throws.</summary>
    public FoldedPage Begin(IReadOnlyList<Recorded> page)
    {
        var first = FirstAfter(page, Position);
        var folded = BeginAt(page, first);
        folded.Previous = Position;
        folded.Next = Math.Max(Position, page[^1].Position);
        Position = folded.Next;
        return folded;
    }

    /// <summary>A page without events that moves the checkpoint past what was filtered out.</summary>
    protected abstract FoldedPage BeginAt(IReadOnlyList<Recorded> page, int first);

    protected abstract void Forget(IEnumerable<string> quarantinedKeys);

    private static int FirstAfter(IReadOnlyList<Recorded> page, long position)
    {
        int low = 0, high = page.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (page[middle].Position <= position) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>What a page makes of a shard: begun, loaded, folded, written.</summary>
internal abstract class FoldedPage
{
    public long Previous { get; set; }
    public long Next { get; set; }

    /// <summary>How many folds there are to do.</summary>
    public abstract int Steps { get; }

    /// <summary>Keys that were quarantined by this page.</summary>
    public virtual int Quarantined => 0;

    /// <summary>Asks for the documents that are not in memory; <c>false</c>: none is needed.</summary>
    public virtual bool AddLoad(NpgsqlBatch batch) => false;

    public virtual Task ReadLoaded(NpgsqlDataReader reader, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Pure computation; may run beside other shards' folds.</summary>
    public abstract void Fold();

    public abstract void AddWrites(NpgsqlBatch batch);
}

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

    /// <summary>Takes the events behind <see cref="Position"/>. When the projection's key function throws, none of them is taken.</summary>
    /// <param name="open">A page that is not sealed yet and goes on with them; <c>null</c>: they begin one.</param>
    public FoldedPage Take(IReadOnlyList<Recorded> events, FoldedPage? open = null)
    {
        var page = open ?? NewPage();
        page.Take(events, FirstAfter(events, Position));
        if (open is null) page.Previous = Position;
        page.Next = Position = Math.Max(Position, events[^1].Position);
        return page;
    }

    protected abstract FoldedPage NewPage();

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

/// <summary>
/// What a stretch of events makes of a shard: taken, loaded and folded, then perhaps more of them, and at last sealed and written as one. It may
/// be without a change, and then only moves the checkpoint past events that are not the projection's.
/// </summary>
internal abstract class FoldedPage : IDisposable
{
    public long Previous { get; set; }
    public long Next { get; set; }

    /// <summary>How many folds there are to do of what was taken last.</summary>
    public abstract int Steps { get; }

    /// <summary>How many rows it holds that may have to be written.</summary>
    public abstract int Rows { get; }

    /// <summary>Keys that were quarantined by this page.</summary>
    public virtual int Quarantined => 0;

    /// <summary>Takes events to fold, all or none. Throws what the projection's key function throws.</summary>
    public abstract void Take(IReadOnlyList<Recorded> events, int first);

    /// <summary>Asks for the documents that are not in memory; <c>false</c>: none is needed.</summary>
    public virtual bool AddLoad(NpgsqlBatch batch) => false;

    public virtual Task ReadLoaded(NpgsqlDataReader reader, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Folds what was taken last. Pure computation; may run beside other shards' folds.</summary>
    public abstract void Fold();

    /// <summary>Makes it ready to be written; nothing is taken after that. May run beside other shards'.</summary>
    public virtual void Seal()
    {
    }

    public abstract void AddWrites(NpgsqlBatch batch);

    /// <summary>Gives back what was needed for the writing only.</summary>
    public abstract void Dispose();
}

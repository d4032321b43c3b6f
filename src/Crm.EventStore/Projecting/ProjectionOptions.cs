namespace Crm.EventStore.Projecting;

/// <summary>How a host projects. The defaults are meant for production; tests make some of them small.</summary>
public sealed record ProjectionOptions
{
    /// <summary>How long a host owns its shards after its last heartbeat, by the clock of the database.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How often the store is asked for events though nobody announced any.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Events per page when live: few, so that the first of them are seen soon.</summary>
    public int LivePage { get; init; } = 1_000;

    /// <summary>Events read at a time when there is much to catch up on.</summary>
    public int CatchUpPage { get; init; } = 4_000;

    /// <summary>Events between two writes when there is much to catch up on: many, so that a document that changes often is written once.</summary>
    public int CatchUpEvents { get; init; } = 200_000;

    /// <summary>Rows, of all projections that catch up together, that are kept in memory before they are written.</summary>
    public int CatchUpRows { get; init; } = 20_000;

    /// <summary>Events per page of a rebuild, which writes nothing until it is through.</summary>
    public int RebuildPage { get; init; } = 5_000;

    /// <summary>
    /// Whether a write of live views waits until it is on the disk. Not needed: after a crash of the server a view stands a moment further back,
    /// checkpoint and all, and goes on from there; events themselves always wait.
    /// </summary>
    public bool SynchronousViews { get; init; }

    /// <summary>A shard further behind than this catches up apart from the live ones, so that they need not wait for it.</summary>
    public int LiveDistance { get; init; } = 5_000;

    /// <summary>Documents kept in memory per projection.</summary>
    public int CachedDocuments { get; init; } = 8_192;

    /// <summary>A view that is new and has at least this many events before it is rebuilt (in parallel, with COPY) instead of caught up.</summary>
    public long RebuildFrom { get; init; } = 50_000;

    /// <summary>Rows a rebuild holds in memory; with more it takes several passes over the events.</summary>
    public int RebuildRows { get; init; } = 500_000;

    /// <summary>Managed memory, in bytes and beyond what the process held before, that makes a rebuild go on with half of the keys.</summary>
    public long RebuildMemory { get; init; } = 300L << 20;

    /// <summary>First wait before what failed is tried again; doubled each time up to <see cref="LongestBackOff"/>.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);

    internal TimeSpan BackOffAfter(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, BackOff.Ticks << Math.Min(failures - 1, 16)));
}

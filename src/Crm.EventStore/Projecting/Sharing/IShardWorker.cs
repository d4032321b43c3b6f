namespace Crm.EventStore.Projecting.Sharing;

/// <summary>Runs shards of one kind while this host owns them.</summary>
internal interface IShardWorker
{
    /// <summary><c>projection</c>, <c>reaction</c> or <c>agenda</c>.</summary>
    string Kind { get; }

    IReadOnlyCollection<string> Shards { get; }

    /// <summary>Starts or, under a new epoch, starts again.</summary>
    void Take(IReadOnlyList<ShardLease> leases);

    /// <summary>Stops; returns when nothing of them is under way any more.</summary>
    Task Leave(IReadOnlyCollection<string> shards);
}

/// <summary>The right to run a shard. Whatever is committed under it names host and epoch.</summary>
internal readonly record struct ShardLease(string Shard, Guid Host, long Epoch);

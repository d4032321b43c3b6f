using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;

namespace Crm.EventStore.Projecting.Feeding;

/// <summary>A projection while this host owns its shard.</summary>
internal sealed class RunningShard(ReadModel model, ShardLease lease, PagedFold fold, CancellationToken stopping)
{
    private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadModel Model { get; } = model;
    public PagedFold Fold { get; } = fold;
    public ShardLease Lease { get; set; } = lease;

    /// <summary>Cancelled when the shard is to be laid down.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>What was folded is not what is in the database: read its state anew before going on.</summary>
    public bool Stale { get; set; }

    /// <summary>Written in a transaction of its own, because writing it together with others failed.</summary>
    public bool Alone { get; set; }

    /// <summary>What stops it.</summary>
    public Exception? Fault { get; set; }

    public int Failures { get; set; }

    public Task Left => _left.Task;

    public void Leave() => _leaving.Cancel();

    public void HasLeft() => _left.TrySetResult();
}

using Crm.EventStore.Projecting.Models;

namespace Crm.EventStore.Projecting.Feeding;

internal sealed record ShardPage(RunningShard Shard, FoldedPage Page);

/// <summary>What is folded and not written yet, of all shards of a feed.</summary>
internal sealed class OpenPages
{
    public List<ShardPage> Items { get; } = [];

    /// <summary>Events they were made of.</summary>
    public int Events { get; set; }

    /// <summary>Rows held in memory.</summary>
    public int Rows => Items.Sum(item => item.Page.Rows);

    public ShardPage? Of(RunningShard shard) => Items.Find(item => item.Shard == shard);

    public void Add(ShardPage item) => Items.Add(item);
}

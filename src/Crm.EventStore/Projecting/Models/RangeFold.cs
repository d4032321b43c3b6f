using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Models;

/// <summary>A fold in memory from the first event on, over the keys of a range; one of several workers that share the range.</summary>
internal abstract class RangeFold
{
    /// <summary>Rows held.</summary>
    public abstract int Count { get; }

    public abstract void Fold(IReadOnlyList<Recorded> page, int count);

    /// <summary>Gives up the keys outside a smaller range; another pass takes them.</summary>
    public abstract void Narrow(KeyRange range);

    /// <summary>Takes over what another worker of the same range has, where one row may be in both.</summary>
    public virtual void Absorb(RangeFold other)
    {
    }

    /// <param name="quarantineShard">The name its quarantine stands under; <c>null</c>: it is not kept.</param>
    public abstract Task Copy(NpgsqlConnection connection, string qualifiedTable, string? quarantineShard, CancellationToken ct);
}

using System.Collections.Frozen;
using System.Text.Json;
using Crm.EventStore.Documents;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Models;

/// <summary>A projection made ready to run: its table, its shard, and the folds over it.</summary>
internal abstract class ReadModel
{
    private readonly FrozenSet<Type> _handles;

    protected ReadModel(Projection projection, TableLayout layout)
    {
        Projection = projection;
        Layout = layout;
        Shard = ShardName.Of(projection.Name, projection.Version);
        _handles = projection.Handles.ToFrozenSet();
    }

    public Projection Projection { get; }
    public TableLayout Layout { get; }
    public string Name => Projection.Name;
    public string Shard { get; }
    public string Table => Layout.Name;

    /// <summary>Whether its changes are followed one by one.</summary>
    public virtual bool IsLive => false;

    public static ReadModel Of(Projection projection, JsonSerializerOptions json)
    {
        if (projection is CounterProjection counters) return new CounterModel(counters);
        for (var type = projection.GetType(); type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(DocumentProjection<,>)) continue;
            var model = typeof(DocumentModel<,>).MakeGenericType(type.GetGenericArguments());
            return (ReadModel)Activator.CreateInstance(model, projection, json)!;
        }

        throw new ArgumentException($"{projection.GetType()} is neither a document nor a counter projection.");
    }

    public bool Handles(Recorded recorded) => _handles.Contains(recorded.Data.GetType());

    /// <summary>A fold that reads and writes a table page by page: the live one, or a rebuilt one that is being caught up.</summary>
    /// <param name="shard">The name its quarantine stands under.</param>
    public abstract PagedFold NewPagedFold(string table, string shard, int cachedDocuments);

    /// <summary>A fold in memory over a part of the keys.</summary>
    public abstract RangeFold NewRangeFold(KeyRange range, int worker, int workers);

    /// <summary>Folds a quarantined document again and writes it; gives what the fold threw.</summary>
    public virtual Task<Exception?> Refold(
        NpgsqlConnection connection, EventLog log, string key, long position, IReadOnlyList<long> missed, CancellationToken ct) =>
        throw new InvalidOperationException($"{Name} has no documents that could be in quarantine.");

    /// <summary>Columns, as SQL, that make two tables of this model comparable: key, then content.</summary>
    public abstract (string Key, string Content) Comparable { get; }
}

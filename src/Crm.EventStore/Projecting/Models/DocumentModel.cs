using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Live;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Models;

internal sealed class DocumentModel<TKey, TDocument> : ReadModel, IDocuments<TDocument> where TKey : notnull where TDocument : class
{
    public DocumentModel(DocumentProjection<TKey, TDocument> projection, JsonSerializerOptions json) : base(projection, LayoutOf(projection))
    {
        Documents = projection;
        Json = (JsonTypeInfo<TDocument>)json.GetTypeInfo(typeof(TDocument));
        OwnStreamOnly = projection is StreamProjection<TDocument>;
        Live = projection as ILiveProjection<TDocument>;
    }

    public DocumentProjection<TKey, TDocument> Documents { get; }

    public JsonTypeInfo<TDocument> Json { get; }

    /// <summary><c>null</c>: nobody follows its changes one by one.</summary>
    public ILiveProjection<TDocument>? Live { get; }

    public override bool IsLive => Live is not null;

    /// <summary>Whether a document's events are those of the stream of the same id.</summary>
    public bool OwnStreamOnly { get; }

    public static string KeyType => typeof(TKey) == typeof(Guid) ? "uuid" : "varchar";

    public override (string Key, string Content) Comparable =>
        ("id::text", "data::text || ' ' || crm_position || ' ' || mt_version || ' ' || extract(epoch from mt_last_modified)");

    public override PagedFold NewPagedFold(string table, string shard, int cachedDocuments) =>
        new DocumentPagedFold<TKey, TDocument>(this, table, shard, cachedDocuments);

    public override RangeFold NewRangeFold(KeyRange range, int worker, int workers) =>
        new DocumentRangeFold<TKey, TDocument>(this, range, worker, workers);

    public override Task<Exception?> Refold(
        NpgsqlConnection connection, EventLog log, string key, long position, IReadOnlyList<long> missed, CancellationToken ct) =>
        new DocumentRefold<TKey, TDocument>(this, log).Run(connection, Key(key), position, missed, ct);

    public async Task<Found<TDocument>?> FoldUpTo(EventLog log, EventTypes types, object key, long position, CancellationToken ct)
    {
        if (key is not TKey its) throw new ArgumentException($"A key of {Name} is a {typeof(TKey).Name}.");
        var fold = (Document: (TDocument?)null, ChangedAt: 0L);
        if (OwnStreamOnly && key is Guid stream)
        {
            foreach (var recorded in await log.ReadStream(stream, new(UpToPosition: position), ct)) Fold(recorded);
        }
        else
        {
            await foreach (var page in log.ReadAll(0, types.AliasesReaching(Projection.Handles), 5_000, ct))
            {
                foreach (var recorded in page.TakeWhile(recorded => recorded.Position <= position)) Fold(recorded);
                if (page[^1].Position >= position) break;
            }
        }

        return fold.Document is null ? null : new(fold.Document, fold.ChangedAt);

        void Fold(Recorded recorded)
        {
            if (!Handles(recorded) || (!OwnStreamOnly && !Documents.Keys(recorded).Contains(its))) return;
            var next = Documents.Evolve(its, fold.Document, recorded);
            if (!ReferenceEquals(next, fold.Document)) fold = (next, recorded.Position);
        }
    }

    public byte[] Serialize(TDocument document) => JsonSerializer.SerializeToUtf8Bytes(document, Json);

    public TDocument Deserialize(byte[] utf8) =>
        JsonSerializer.Deserialize(utf8, Json) ?? throw new JsonException($"A document of {Name} is stored as null.");

    public static string Text(TKey key) => key is Guid id ? id.ToString("D") : (string)(object)key;

    public static TKey Key(string text) => typeof(TKey) == typeof(Guid) ? (TKey)(object)Guid.Parse(text) : (TKey)(object)text;

    private static TableLayout LayoutOf(DocumentProjection<TKey, TDocument> projection)
    {
        if (typeof(TKey) != typeof(Guid) && typeof(TKey) != typeof(string))
            throw new ArgumentException($"{projection.GetType()}: a document's key is a Guid or a string.");
        var columns = new DocumentColumns();
        projection.Describe(columns);
        if (projection is ILiveProjection<TDocument>) columns.Index(["crm_position"]);
        return TableLayout.ForDocuments(projection.Name, projection.Version, typeof(TKey) == typeof(Guid), columns);
    }
}

/// <summary>A model of documents of a type, whatever its keys are.</summary>
internal interface IDocuments<TDocument> where TDocument : class
{
    TDocument Deserialize(byte[] utf8);

    /// <summary>One document as of a position, folded from the events.</summary>
    Task<Found<TDocument>?> FoldUpTo(EventLog log, EventTypes types, object key, long position, CancellationToken ct);
}

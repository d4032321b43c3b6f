using System.Text.Json;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Live;
using Crm.EventStore.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

internal sealed class DocumentPage<TKey, TDocument>(
    DocumentModel<TKey, TDocument> model, string table, string shard, ILiveProjection<TDocument>? live,
    Func<TKey, long, DocumentStep<TKey, TDocument>> begin, Action<Dictionary<TKey, DocumentStep<TKey, TDocument>>> folded) : FoldedPage
    where TKey : notnull
    where TDocument : class
{
    // The server makes one array of all rows of a statement and takes it apart again: a few at a time reuse the memory of those before.
    private const int RowsPerStatement = 256;

    private static readonly NpgsqlDbType Key = typeof(TKey) == typeof(Guid) ? NpgsqlDbType.Uuid : NpgsqlDbType.Varchar;

    private readonly Dictionary<TKey, DocumentStep<TKey, TDocument>> _touched = [];
    private readonly List<(Recorded Recorded, TKey Key)> _fresh = [];
    private readonly List<(long Position, DocumentStep<TKey, TDocument> Step)> _seen = [];
    private readonly List<DocumentStep<TKey, TDocument>> _unknown = [];
    private JsonBlocks? _json;

    public override int Steps => _fresh.Count;

    public override int Rows => _touched.Count;

    public override int Quarantined => _touched.Values.Count(step => step.Error is not null);

    public override void Take(IReadOnlyList<Recorded> events, int first)
    {
        try
        {
            for (var i = first; i < events.Count; i++)
            {
                if (!model.Handles(events[i])) continue;
                foreach (var key in model.Documents.Keys(events[i])) _fresh.Add((events[i], key));
            }
        }
        catch (Exception)
        {
            _fresh.Clear();
            throw;
        }

        foreach (var (recorded, key) in _fresh)
        {
            if (!_touched.TryGetValue(key, out var step))
            {
                _touched.Add(key, step = begin(key, recorded.Version));
                if (step is { Known: false, Frozen: false }) _unknown.Add(step);
            }

            _seen.Add((recorded.Position, step));
        }
    }

    public override bool AddLoad(NpgsqlBatch batch)
    {
        if (_unknown.Count == 0) return false;
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select id, data from {Identifier.Quote(table)} where id = any ($1)")
        {
            Parameters = { Sql.Array(_unknown.Select(step => step.Key).ToArray(), Key) },
        });
        return true;
    }

    public override async Task ReadLoaded(NpgsqlDataReader reader, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
        {
            var step = _touched[reader.GetFieldValue<TKey>(0)];
            try
            {
                step.Found(model.Deserialize(reader.GetFieldValue<byte[]>(1)));
            }
            catch (Exception error) when (error is JsonException or NotSupportedException)
            {
                step.FoundUnreadable(error);
            }
        }
    }

    public override void Fold()
    {
        var behind = _seen.Count - _fresh.Count;
        for (var i = 0; i < _fresh.Count; i++)
        {
            var (recorded, step) = (_fresh[i].Recorded, _seen[behind + i].Step);
            if (step.Frozen || step.Error is not null)
            {
                step.Miss(recorded.Position);
                continue;
            }

            try
            {
                if (step.Unreadable is not null) throw step.Unreadable;
                var next = model.Documents.Evolve(step.Key, step.Document, recorded);
                if (!ReferenceEquals(next, step.Document)) step.Change(next, recorded);
            }
            catch (Exception error)
            {
                step.Fail(error, recorded);
            }
        }

        _fresh.Clear();
        _unknown.Clear();
    }

    public override void Seal()
    {
        _json = new();
        foreach (var step in _touched.Values)
        {
            if (!step.Changed) continue;
            try
            {
                if (step.Document is { } document) step.Json = _json.Add(document, model.Json);
                step.Left = LeftBehind(step);
            }
            catch (Exception error)
            {
                step.FailWhole(error, _seen.Where(seen => seen.Step == step).Select(seen => seen.Position));
            }
        }

        folded(_touched);
    }

    public override void AddWrites(NpgsqlBatch batch)
    {
        var upserts = _touched.Values.Where(step => step is { Changed: true, Document: not null });
        foreach (var rows in upserts.Chunk(RowsPerStatement)) batch.BatchCommands.Add(Upsert(rows));

        var deletes = _touched.Values.Where(step => step is { Changed: true, Document: null, Stored: true }).Select(step => step.Key).ToArray();
        if (deletes.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from {Identifier.Quote(table)} where id = any ($1)")
            {
                Parameters = { Sql.Array(deletes, Key) },
            });
        }

        if (live is not null) AddNews(batch);

        var missed = _touched.Values.Where(step => step.Missed is not null).ToList();
        if (missed.Count > 0) QuarantineSql.Add(batch, shard, missed.Select(step => (DocumentModel<TKey, TDocument>.Text(step.Key), step.Error, step.Missed!)));
    }

    public override void Dispose()
    {
        _json?.Dispose();
        _json = null;
    }

    // Where a row stood is told only to those who could see it there; one that goes and comes back in a page never went.
    private IReadOnlyList<string?>? LeftBehind(DocumentStep<TKey, TDocument> step)
    {
        if (live is null || step.Before is not { } before) return null;
        var was = live.RouteOf(before);
        return step.Document is { } now && live.RouteOf(now).SequenceEqual(was) ? null : was;
    }

    private void AddNews(NpgsqlBatch batch)
    {
        if (!_touched.Values.Any(step => step.Changed && (step.Stored || step.Document is not null))) return;
        LiveSql.AddChanges(batch, shard, Next, [.. _touched.Values
            .Where(step => step is { Changed: true, Left: not null })
            .Select(step => (DocumentModel<TKey, TDocument>.Text(step.Key), step.Position, step.Left!))]);
    }

    private NpgsqlBatchCommand Upsert(DocumentStep<TKey, TDocument>[] rows) => new($"""
        insert into {Identifier.Quote(table)} (id, data, mt_last_modified, mt_version, mt_dotnet_type, crm_position)
            select r.id, r.data, r.modified, r.version, $6, r.position
                from unnest($1, $2, $3, $4, $5) as r (id, data, modified, version, position)
            on conflict (id) do update
                set data = excluded.data, mt_last_modified = excluded.mt_last_modified, mt_version = excluded.mt_version,
                    mt_dotnet_type = excluded.mt_dotnet_type, crm_position = excluded.crm_position
        """)
    {
        Parameters =
        {
            Sql.Array(Array.ConvertAll(rows, row => row.Key), Key),
            Sql.Array(Array.ConvertAll(rows, row => row.Json), NpgsqlDbType.Jsonb),
            Sql.Array(Array.ConvertAll(rows, row => row.Timestamp.ToUniversalTime()), NpgsqlDbType.TimestampTz),
            Sql.Array(Array.ConvertAll(rows, row => row.EventId), NpgsqlDbType.Uuid),
            Sql.Array(Array.ConvertAll(rows, row => row.Position), NpgsqlDbType.Bigint),
            Sql.Value(typeof(TDocument).FullName!, NpgsqlDbType.Varchar),
        },
    };
}

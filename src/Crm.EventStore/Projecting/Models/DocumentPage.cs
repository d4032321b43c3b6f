using System.Text.Json;
using Crm.EventStore.Documents;
using Crm.EventStore.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

internal sealed class DocumentPage<TKey, TDocument>(
    DocumentModel<TKey, TDocument> model, string table, string shard,
    Dictionary<TKey, DocumentStep<TKey, TDocument>> touched, List<(Recorded Recorded, DocumentStep<TKey, TDocument> Step)> steps,
    Action<Dictionary<TKey, DocumentStep<TKey, TDocument>>> folded) : FoldedPage
    where TKey : notnull
    where TDocument : class
{
    private static readonly NpgsqlDbType Key = typeof(TKey) == typeof(Guid) ? NpgsqlDbType.Uuid : NpgsqlDbType.Varchar;

    public override int Steps => steps.Count;

    public override int Quarantined => touched.Values.Count(step => step.Error is not null);

    public override bool AddLoad(NpgsqlBatch batch)
    {
        var unknown = touched.Values.Where(step => !step.Known && !step.Frozen).Select(step => step.Key).ToArray();
        if (unknown.Length == 0) return false;
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select id, data from {Identifier.Quote(table)} where id = any ($1)")
        {
            Parameters = { Sql.Array(unknown, Key) },
        });
        return true;
    }

    public override async Task ReadLoaded(NpgsqlDataReader reader, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
        {
            var step = touched[reader.GetFieldValue<TKey>(0)];
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
        foreach (var (recorded, step) in steps)
        {
            if (step.Frozen || step.Error is not null)
            {
                step.Miss(recorded);
                continue;
            }

            try
            {
                if (step.Unreadable is not null) throw step.Unreadable;
                var next = model.Documents.Evolve(step.Key, step.Document, recorded);
                if (ReferenceEquals(next, step.Document)) continue;
                // Serialised only once per page, below; but what cannot be serialised must be found at its event.
                step.Document = next;
                step.ChangedBy = recorded;
            }
            catch (Exception error)
            {
                step.Error = error;
                step.Miss(recorded);
            }
        }

        foreach (var step in touched.Values.Where(step => step.ChangedBy is not null && step.Document is not null))
            Serialize(step);
        folded(touched);
    }

    public override void AddWrites(NpgsqlBatch batch)
    {
        var upserts = touched.Values.Where(step => step.Json is not null).ToList();
        if (upserts.Count > 0) batch.BatchCommands.Add(Upsert(upserts));

        var deletes = touched.Values.Where(step => step is { ChangedBy: not null, Document: null, Stored: true }).Select(step => step.Key).ToArray();
        if (deletes.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from {Identifier.Quote(table)} where id = any ($1)")
            {
                Parameters = { Sql.Array(deletes, Key) },
            });
        }

        var missed = touched.Values.Where(step => step.Missed is not null).ToList();
        if (missed.Count > 0) QuarantineSql.Add(batch, shard, missed.Select(step => (DocumentModel<TKey, TDocument>.Text(step.Key), step.Error, step.Missed!)));
    }

    private void Serialize(DocumentStep<TKey, TDocument> step)
    {
        try
        {
            step.Json = model.Serialize(step.Document!);
        }
        catch (Exception error)
        {
            // The page's changes to this document are lost as one: all of its events in the page are remembered for the retry.
            step.Error = error;
            step.ChangedBy = null;
            step.Missed?.Clear();
            foreach (var (recorded, _) in steps.Where(candidate => candidate.Step == step)) step.Miss(recorded);
        }
    }

    private NpgsqlBatchCommand Upsert(List<DocumentStep<TKey, TDocument>> rows) => new($"""
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
            Sql.Array(rows.Select(row => row.Key).ToArray(), Key),
            Sql.Array(rows.Select(row => row.Json!).ToArray(), NpgsqlDbType.Jsonb),
            Sql.Array(rows.Select(row => row.ChangedBy!.Timestamp.ToUniversalTime()).ToArray(), NpgsqlDbType.TimestampTz),
            Sql.Array(rows.Select(row => row.ChangedBy!.EventId).ToArray(), NpgsqlDbType.Uuid),
            Sql.Array(rows.Select(row => row.ChangedBy!.Position).ToArray(), NpgsqlDbType.Bigint),
            Sql.Value(typeof(TDocument).FullName!, NpgsqlDbType.Varchar),
        },
    };
}

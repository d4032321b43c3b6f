using Crm.EventStore.Documents;
using Crm.EventStore.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

/// <summary>Folds one document again: from its stream where that is all it is made of, else on from its last good state.</summary>
internal sealed class DocumentRefold<TKey, TDocument>(DocumentModel<TKey, TDocument> model, EventLog log) where TKey : notnull where TDocument : class
{
    /// <returns>What the fold threw; <c>null</c>: the document is written.</returns>
    public async Task<Exception?> Run(NpgsqlConnection connection, TKey key, long position, IReadOnlyList<long> missed, CancellationToken ct)
    {
        var (document, events) = model.OwnStreamOnly && key is Guid stream
            ? (null, await log.ReadStream(stream, new(UpToPosition: position), ct))
            : (await Load(connection, key, ct), await Missed(missed, ct));
        Recorded? changedBy = null;
        byte[]? json;
        try
        {
            foreach (var recorded in events.Where(model.Handles))
            {
                var next = model.Documents.Evolve(key, document, recorded);
                if (ReferenceEquals(next, document)) continue;
                document = next;
                changedBy = recorded;
            }

            json = document is null ? null : model.Serialize(document);
        }
        catch (Exception error)
        {
            return error;
        }

        if (changedBy is not null) await Write(connection, key, json, changedBy, ct);
        else if (model.OwnStreamOnly) await Delete(connection, key, ct);
        return null;
    }

    private async Task<TDocument?> Load(NpgsqlConnection connection, TKey key, CancellationToken ct)
    {
        var data = await Sql.One<string>(
            connection, $"select data::text from {Identifier.Quote(model.Table)} where id = $1", ct, new NpgsqlParameter<TKey> { TypedValue = key });
        return data is null ? null : model.Deserialize(System.Text.Encoding.UTF8.GetBytes(data));
    }

    private async Task<IReadOnlyList<Recorded>> Missed(IReadOnlyList<long> positions, CancellationToken ct)
    {
        var events = new List<Recorded>(positions.Count);
        foreach (var position in positions) events.AddRange(await log.ReadPage(position - 1, types: null, 1, ct));
        return events;
    }

    private async Task Write(NpgsqlConnection connection, TKey key, byte[]? json, Recorded changedBy, CancellationToken ct)
    {
        await Delete(connection, key, ct);
        if (json is null) return;
        await Sql.Run(
            connection,
            $"insert into {Identifier.Quote(model.Table)} (id, data, mt_last_modified, mt_version, mt_dotnet_type, crm_position) values ($1, $2, $3, $4, $5, $6)",
            ct,
            new NpgsqlParameter<TKey> { TypedValue = key },
            Sql.Value(json, NpgsqlDbType.Jsonb),
            Sql.Value(changedBy.Timestamp.ToUniversalTime(), NpgsqlDbType.TimestampTz),
            Sql.Value(changedBy.EventId, NpgsqlDbType.Uuid),
            Sql.Value(typeof(TDocument).FullName!, NpgsqlDbType.Varchar),
            Sql.Long(changedBy.Position));
    }

    private Task Delete(NpgsqlConnection connection, TKey key, CancellationToken ct) =>
        Sql.Run(connection, $"delete from {Identifier.Quote(model.Table)} where id = $1", ct, new NpgsqlParameter<TKey> { TypedValue = key });
}

using Crm.EventStore.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

internal sealed class DocumentRangeFold<TKey, TDocument>(DocumentModel<TKey, TDocument> model, KeyRange range, int worker, int workers) : RangeFold
    where TKey : notnull
    where TDocument : class
{
    private readonly Dictionary<TKey, Row> _rows = [];
    private KeyRange _range = range;

    public override int Count => _rows.Count;

    public override void Fold(IReadOnlyList<Recorded> page, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var recorded = page[i];
            if (!model.Handles(recorded)) continue;
            foreach (var key in model.Documents.Keys(recorded))
            {
                var hash = KeyRange.Hash(key);
                if (hash % (uint)workers == worker && _range.Contains(hash)) Fold(key, recorded);
            }
        }
    }

    public override void Narrow(KeyRange range)
    {
        _range = range;
        foreach (var key in _rows.Keys.Where(key => !range.Contains(KeyRange.Hash(key))).ToList()) _rows.Remove(key);
        _rows.TrimExcess();
    }

    public override async Task Copy(NpgsqlConnection connection, string qualifiedTable, string? quarantineShard, CancellationToken ct)
    {
        // Generated columns are left out: the database computes them.
        await using (var copy = await connection.BeginBinaryImportAsync(
            $"copy {qualifiedTable} (id, data, mt_last_modified, mt_version, mt_dotnet_type, crm_position) from stdin (format binary)", ct))
        {
            // Row by row is too little to wait for each: the thread waits for the whole.
            await Task.Run(() => Write(copy), ct);
            await copy.CompleteAsync(ct);
        }

        var missed = _rows.Where(row => row.Value.Missed is not null).Select(row => (DocumentModel<TKey, TDocument>.Text(row.Key), row.Value.Error, row.Value.Missed!)).ToList();
        if (missed.Count == 0 || quarantineShard is null) return;
        await using var batch = new NpgsqlBatch(connection);
        QuarantineSql.Add(batch, quarantineShard, missed);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private void Write(NpgsqlBinaryImporter copy)
    {
        var type = typeof(TKey) == typeof(Guid) ? NpgsqlDbType.Uuid : NpgsqlDbType.Varchar;
        var documentType = typeof(TDocument).FullName!;
        using var json = new JsonBlocks();
        foreach (var (key, row) in _rows)
        {
            if (row.Document is null) continue;
            copy.StartRow();
            copy.Write(key, type);
            copy.Write(json.Add(row.Document, model.Json), NpgsqlDbType.Jsonb);
            copy.Write(row.Timestamp, NpgsqlDbType.TimestampTz);
            copy.Write(row.EventId, NpgsqlDbType.Uuid);
            copy.Write(documentType, NpgsqlDbType.Varchar);
            copy.Write(row.Position, NpgsqlDbType.Bigint);
            json.Clear();
        }
    }

    private void Fold(TKey key, Recorded recorded)
    {
        if (!_rows.TryGetValue(key, out var row)) _rows.Add(key, row = new());
        if (row.Error is not null)
        {
            row.Missed!.Add(recorded.Position);
            return;
        }

        try
        {
            var next = model.Documents.Evolve(key, row.Document, recorded);
            if (ReferenceEquals(next, row.Document)) return;
            row.Document = next;
            row.Position = recorded.Position;
            row.EventId = recorded.EventId;
            row.Timestamp = recorded.Timestamp.UtcDateTime;
        }
        catch (Exception error)
        {
            row.Error = error;
            row.Missed = [recorded.Position];
        }
    }

    private sealed class Row
    {
        public TDocument? Document;
        public long Position;
        public Guid EventId;
        public DateTime Timestamp;
        public Exception? Error;
        public List<long>? Missed;
    }
}

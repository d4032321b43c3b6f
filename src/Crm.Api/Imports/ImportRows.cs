using System.Data;
using Crm.Domain.Kernel;
using Npgsql;

namespace Crm.Api.Imports;

/// <summary>The records that a file names, in a table: what a file of a million rows names does not fit the memory of a host.</summary>
/// <remarks>A dry run has a table of its own, which is gone with its connection.</remarks>
internal sealed class ImportRows : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly ImportId _import;
    private readonly bool _temporary;

    private ImportRows(NpgsqlConnection connection, ImportId import, bool temporary) => (_connection, _import, _temporary) = (connection, import, temporary);

    /// <summary>The table's name, for a query on <see cref="Connection"/>.</summary>
    public string Table => _temporary ? "pg_temp.crm_import_dry_rows" : "crm_import_rows";

    public NpgsqlConnection Connection => _connection;

    /// <summary>The rows of an import up to a line; what a killed host wrote behind it is taken back.</summary>
    public static async Task<ImportRows> Open(NpgsqlDataSource database, ImportId import, int upToLine, CancellationToken ct)
    {
        var rows = new ImportRows(await database.OpenConnectionAsync(ct), import, temporary: false);
        await rows.Execute("delete from crm_import_rows where import_id = $1 and line > $2", upToLine, ct);
        return rows;
    }

    /// <summary>A table for a dry run.</summary>
    public static async Task<ImportRows> OpenTemporary(NpgsqlDataSource database, ImportId import, CancellationToken ct)
    {
        var rows = new ImportRows(await database.OpenConnectionAsync(ct), import, temporary: true);
        await using var command = new NpgsqlCommand(
            "drop table if exists pg_temp.crm_import_dry_rows; create temporary table crm_import_dry_rows (like public.crm_import_rows including all)", rows._connection);
        await command.ExecuteNonQueryAsync(ct);
        return rows;
    }

    /// <summary>
    /// Notes the rows of a chunk. Answers, by line, the row that named the same record before, for those where there is one.
    /// A good row takes the place of a bad one.
    /// </summary>
    public async Task<IReadOnlyDictionary<int, EarlierRow>> Note<TRow>(IReadOnlyList<TRow> chunk, CancellationToken ct) where TRow : class, IImportRow
    {
        var earlier = new Dictionary<int, EarlierRow>();
        var first = new Dictionary<Guid, TRow>();
        foreach (var row in chunk)
        {
            if (row.Key is not { } record) continue;
            if (!first.TryGetValue(record, out var before) || (!before.IsGood && row.IsGood)) first[record] = row;
            else if (before.IsGood) earlier[row.Line] = new(before.Line, before.Fingerprint == row.Fingerprint);
        }

        if (first.Count == 0) return earlier;
        await using var command = new NpgsqlCommand(
            $"""
            insert into {Table} as known (import_id, record_id, line, accepted, fingerprint)
            select $1, record, line, accepted, fingerprint from unnest($2, $3, $4, $5) as noted (record, line, accepted, fingerprint)
            on conflict (import_id, record_id) do update set
                line = case when excluded.accepted and not known.accepted then excluded.line else known.line end,
                fingerprint = case when excluded.accepted and not known.accepted then excluded.fingerprint else known.fingerprint end,
                accepted = known.accepted or excluded.accepted
            returning record_id, line, accepted, fingerprint
            """, _connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _import.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. first.Keys] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. first.Values.Select(row => row.Line)] });
        command.Parameters.Add(new NpgsqlParameter<bool[]> { TypedValue = [.. first.Values.Select(row => row.IsGood)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. first.Values.Select(row => row.Fingerprint)] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var row = first[reader.GetGuid(0)];
            var (line, accepted) = (reader.GetInt32(1), reader.GetBoolean(2));
            if (line != row.Line && accepted) earlier[row.Line] = new(line, reader.GetGuid(3) == row.Fingerprint);
        }

        return earlier;
    }

    /// <summary>The records that good rows name, in pages by id.</summary>
    public static async Task<IReadOnlyList<Guid>> Accepted(NpgsqlDataSource database, ImportId import, Guid after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select record_id from crm_import_rows where import_id = $1 and record_id > $2 and accepted order by record_id limit $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var records = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.Default, ct);
        while (await reader.ReadAsync(ct)) records.Add(reader.GetGuid(0));
        return records;
    }

    public async ValueTask DisposeAsync()
    {
        // A connection goes back to its pool with what is on it.
        if (_temporary && _connection.State is ConnectionState.Open)
        {
            await using var command = new NpgsqlCommand("drop table if exists pg_temp.crm_import_dry_rows", _connection);
            await command.ExecuteNonQueryAsync();
        }

        await _connection.DisposeAsync();
    }

    private async Task Execute(string sql, int line, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _import.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = line });
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>The row that named a record first.</summary>
/// <param name="IsSame">Whether it is the same row, cell by cell.</param>
internal readonly record struct EarlierRow(int Line, bool IsSame);

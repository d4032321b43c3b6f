using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Streams;

/// <summary>Reads rows of events; each call is one round trip.</summary>
internal sealed class EventReader(NpgsqlDataSource source, EventSerializer serializer)
{
    private const string StreamSql =
        $"""
        select {RawEvent.Columns} from mt_events
        where stream_id = $1 and version > $2 and version <= $3 and timestamp <= $4 and seq_id <= $5
        order by version
        """;

    // With the event at the version that is known already: whether it is there tells whether the store is behind who asks.
    private const string StreamDataSql = "select version, type, data from mt_events where stream_id = $1 and version >= $2 order by version";

    private const string StreamKeysSql =
        """
        select subject_id, wrapped_key from crm_subject_keys
        where subject_id in (
            select found[1]::uuid from mt_events e cross join lateral regexp_matches(e.data::text, '"crm1:([0-9a-f]{32}):', 'g') as found
            where e.stream_id = $1 and e.version > $2)
        """;

    // The ids are joined and not compared, so that each is one probe of the index whatever the planner thinks of the table.
    private const string StreamsSql =
        $"""
        select {RawEvent.Columns} from unnest($1) as wanted (stream)
        cross join lateral (select * from mt_events where stream_id = wanted.stream order by version) event
        """;

    private const string AllSql = $"select {RawEvent.Columns} from mt_events where seq_id > $1 order by seq_id limit $2";
    private const string SomeTypesSql = $"select {RawEvent.Columns} from mt_events where seq_id > $1 and type = any($3) order by seq_id limit $2";

    // Timestamps rise with positions, but have no index: the place is found by halving.
    private const string PositionAtSql =
        """
        with recursive halving as (
            select 0::bigint as low, coalesce((select seq_id from mt_events order by seq_id desc limit 1), 0) as high
            union all
            select case when e.timestamp <= $1 then e.seq_id else h.low end, case when e.timestamp <= $1 then h.high else h.middle - 1 end
            from (select low, high, low + (high - low + 1) / 2 as middle from halving where low < high) h
            cross join lateral (select seq_id, timestamp from mt_events where seq_id >= h.middle order by seq_id limit 1) e)
        select low from halving where low >= high
        """;

    public Task<IReadOnlyList<Recorded>> Stream(Guid streamId, StreamRange range, CancellationToken ct) => Reading(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(StreamSql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = streamId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = range.AfterVersion });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = range.UpToVersion ?? long.MaxValue });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = range.UpToInstant?.UtcDateTime ?? DateTime.MaxValue, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = range.UpToPosition ?? long.MaxValue });
        using var rows = await Rows(command, 16, ct);
        return await serializer.Deserialize(rows, ct);
    });

    public Task<IReadOnlyList<Recorded>> Streams(IReadOnlyCollection<Guid> streamIds, CancellationToken ct) => Reading(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(StreamsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. streamIds] });
        using var rows = await Rows(command, streamIds.Count, ct);
        return await serializer.Deserialize(rows, ct);
    });

    /// <summary>A stream's events after a version, without who caused them; the keys of personal data come in the same round trip.</summary>
    public Task<(IReadOnlyList<object> Events, long? Version)> StreamData(Guid streamId, long afterVersion, CancellationToken ct) => Reading<(IReadOnlyList<object>, long?)>(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(StatementOf(StreamDataSql));
        if (serializer.AnyPersonal) batch.BatchCommands.Add(StatementOf(StreamKeysSql));

        var rows = new List<RawEvent>();
        var keys = new List<(Guid, byte[]?)>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) rows.Add(new() { Version = reader.GetInt64(0), Type = reader.GetString(1), Data = reader.GetFieldValue<byte[]>(2) });
            if (await reader.NextResultAsync(ct))
            {
                while (await reader.ReadAsync(ct)) keys.Add((reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1)));
            }
        }

        if (afterVersion > 0)
        {
            if (rows.Count == 0 || rows[0].Version != afterVersion) return ([], null);
            rows.RemoveAt(0);
        }

        return (await serializer.DeserializeData(rows, keys, ct), rows.Count == 0 ? afterVersion : rows[^1].Version);

        NpgsqlBatchCommand StatementOf(string sql)
        {
            var statement = new NpgsqlBatchCommand(sql);
            statement.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = streamId });
            statement.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterVersion });
            return statement;
        }
    });

    public Task<RawPage> RawPage(long after, string[]? types, int pageSize, CancellationToken ct) => Reading(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(types is null ? AllSql : SomeTypesSql, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = pageSize });
        if (types is not null) command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = types });
        return await Rows(command, pageSize, ct);
    });

    public Task<long> Head(CancellationToken ct) =>
        Scalar("select coalesce((select seq_id from mt_events order by seq_id desc limit 1), 0)", null, ct);

    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) =>
        Scalar(PositionAtSql, new NpgsqlParameter<DateTime> { TypedValue = instant.UtcDateTime }, ct);

    public Task<AppendOutcome.AlreadyAnswered?> FindAnswer(string caller, string key, byte[] fingerprint, CancellationToken ct) => Reading(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select fingerprint, answer, position from crm_idempotency where caller = $1 and key = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new AppendOutcome.AlreadyAnswered(
                reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(fingerprint), reader.GetString(1), reader.GetInt64(2))
            : null;
    });

    private Task<long> Scalar(string sql, NpgsqlParameter? parameter, CancellationToken ct) => Reading(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        if (parameter is not null) command.Parameters.Add(parameter);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    });

    private static async Task<RawPage> Rows(NpgsqlCommand command, int expected, CancellationToken ct)
    {
        var page = new RawPage(expected);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) page.Add(reader);
            return page;
        }
        catch (Exception)
        {
            page.Dispose();
            throw;
        }
    }

    private static async Task<T> Reading<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (StoreFaults.IsConnectionFault(exception))
        {
            throw new StoreUnavailableException(outcomeUnknown: false, exception);
        }
    }
}

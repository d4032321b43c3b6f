using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Append;

/// <summary>A connection that is kept open for appending, with the statements prepared on it: a batch is one round trip.</summary>
internal sealed class AppendCommand(NpgsqlDataSource source) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _batch;
    private AppendOneCommand? _one;

    /// <summary>Whether the last batch left for the database, so that losing the connection leaves its outcome unknown.</summary>
    public bool Sent { get; private set; }

    /// <summary>Appends a batch and gives the outcome of each unit, in order.</summary>
    public async Task<IReadOnlyList<AppendOutcome>> Execute(AppendBatch batch, CancellationToken ct)
    {
        Sent = false;
        try
        {
            await Connect(ct);
            if (AppendOneCommand.Takes(batch))
            {
                Sent = true;
                if (await _one!.Execute(batch.Units[0], ct) is { } appended) return [appended];
            }

            Fill(_batch!.Parameters, batch);
            Sent = true;
            await using var reader = await _batch.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            return Outcomes(batch, reader);
        }
        catch (Exception exception) when (exception is not PostgresException { IsTransient: false })
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>What became of a unit, if its events are in the store.</summary>
    public async Task<AppendOutcome.Appended?> FindAppended(PendingUnit unit, CancellationToken ct)
    {
        if (unit.EventIds.Length == 0) return null;
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var find = new NpgsqlCommand("select seq_id, timestamp, stream_id, version from mt_events where id = any($1)", connection);
        find.Parameters.Add(new() { Value = unit.EventIds });
        await using var reader = await find.ExecuteReaderAsync(ct);
        long position = 0;
        DateTime at = default;
        var versions = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(ct))
        {
            position = Math.Max(position, reader.GetInt64(0));
            at = reader.GetFieldValue<DateTime>(1);
            var stream = reader.GetGuid(2);
            versions[stream] = Math.Max(versions.GetValueOrDefault(stream), reader.GetInt64(3));
        }

        return position == 0 ? null : new(position, new(at), versions, unit.EventIds);
    }

    public async ValueTask DisposeAsync()
    {
        if (_one is not null) await _one.DisposeAsync();
        if (_batch is not null) await _batch.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        (_one, _batch, _connection) = (null, null, null);
    }

    private async Task Connect(CancellationToken ct)
    {
        if (_one is not null && _connection is { State: System.Data.ConnectionState.Open }) return;
        await DisposeAsync();
        _connection = await source.OpenConnectionAsync(ct);
        _batch = _connection.CreateCommand();
        foreach (var type in ParameterTypes) _batch.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        _batch.CommandText = $"select * from crm_append({string.Join(", ", Enumerable.Range(1, ParameterTypes.Length).Select(number => $"${number}"))})";
        await _batch.PrepareAsync(ct);
        _one = await AppendOneCommand.Prepare(_connection, ct);
    }

    private const NpgsqlDbType Array = NpgsqlDbType.Array;

    private static readonly NpgsqlDbType[] ParameterTypes =
    [
        NpgsqlDbType.Integer, NpgsqlDbType.Boolean,
        Array | NpgsqlDbType.Integer, Array | NpgsqlDbType.Integer, Array | NpgsqlDbType.Uuid, Array | NpgsqlDbType.Text,
        Array | NpgsqlDbType.Bigint, Array | NpgsqlDbType.Integer,
        Array | NpgsqlDbType.Integer, Array | NpgsqlDbType.Integer, Array | NpgsqlDbType.Uuid, Array | NpgsqlDbType.Text, Array | NpgsqlDbType.Jsonb,
        Array | NpgsqlDbType.Text, Array | NpgsqlDbType.Text, Array | NpgsqlDbType.Jsonb, Array | NpgsqlDbType.Text,
        Array | NpgsqlDbType.Integer, Array | NpgsqlDbType.Text, Array | NpgsqlDbType.Text, Array | NpgsqlDbType.Bytea, Array | NpgsqlDbType.Text,
        Array | NpgsqlDbType.Uuid,
    ];

    private static void Fill(NpgsqlParameterCollection parameters, AppendBatch batch)
    {
        ReadOnlySpan<object> values =
        [
            batch.Units.Count, batch.Chained,
            batch.EntryUnits, batch.EntrySlots, batch.EntryStreams, batch.EntryTypes, batch.EntryExpected, batch.EntryCounts,
            batch.EventEntries, batch.EventOffsets, batch.EventIds, batch.EventTypes, batch.EventData,
            batch.EventCorrelations, batch.EventCausations, batch.EventHeaders, batch.EventUsers,
            batch.KeyUnits, batch.KeyCallers, batch.KeyNames, batch.KeyFingerprints, batch.KeyAnswers, batch.KeyEvents,
        ];
        for (var i = 0; i < values.Length; i++) parameters[i].Value = values[i];
    }

    private static AppendOutcome[] Outcomes(AppendBatch batch, NpgsqlDataReader reader)
    {
        var at = new DateTimeOffset(reader.GetFieldValue<DateTime>(0));
        var kinds = reader.GetFieldValue<int[]>(1);
        var versions = reader.IsDBNull(2) ? [] : reader.GetFieldValue<long[]>(2);
        var positions = reader.GetFieldValue<long[]>(3);
        var answers = Answers(reader);

        var outcomes = new AppendOutcome[batch.Units.Count];
        int entry = 0, appended = 0;
        long position = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var unit = batch.Units[i];
            switch (kinds[i])
            {
                case 0:
                    appended += unit.EventIds.Length;
                    if (appended > 0) position = positions[appended - 1];
                    outcomes[i] = new AppendOutcome.Appended(position, at, NewVersions(batch, versions, entry, unit.EntryCount), unit.EventIds);
                    break;
                case 1:
                    outcomes[i] = ConflictOf(batch, versions, entry, unit.EntryCount);
                    break;
                default:
                    var (fingerprint, answer, answeredPosition) = answers[i + 1];
                    outcomes[i] = new AppendOutcome.AlreadyAnswered(fingerprint.AsSpan().SequenceEqual(unit.Unit.Idempotency!.Fingerprint), answer, answeredPosition);
                    break;
            }

            entry += unit.EntryCount;
        }

        return outcomes;
    }

    private static Dictionary<Guid, long> NewVersions(AppendBatch batch, long[] versions, int first, int count)
    {
        var result = new Dictionary<Guid, long>(count);
        for (var i = first; i < first + count; i++)
        {
            if (batch.EntryCounts[i] > 0) result[batch.EntryStreams[i]] = versions[i] + batch.EntryCounts[i];
        }

        return result;
    }

    private static AppendOutcome.Conflict ConflictOf(AppendBatch batch, long[] versions, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            if (batch.EntryExpected[i] != -1 && batch.EntryExpected[i] != versions[i])
            {
                return new(batch.EntryStreams[i], batch.EntryExpected[i], versions[i]);
            }
        }

        throw new InvalidOperationException("The database reported a conflict in a unit whose versions fit.");
    }

    private static Dictionary<int, (byte[] Fingerprint, string Answer, long Position)> Answers(NpgsqlDataReader reader)
    {
        if (reader.IsDBNull(4)) return [];
        var units = reader.GetFieldValue<int[]>(4);
        var fingerprints = reader.GetFieldValue<byte[][]>(5);
        var answers = reader.GetFieldValue<string[]>(6);
        var positions = reader.GetFieldValue<long[]>(7);
        return units.Select((unit, i) => (unit, fingerprints[i], answers[i], positions[i]))
            .ToDictionary(row => row.unit, row => (row.Item2, row.Item3, row.Item4));
    }
}

using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Append;

/// <summary>The statement for a unit that comes alone and is one event on one stream: plain values instead of arrays.</summary>
internal sealed class AppendOneCommand : IAsyncDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<Guid> _stream = new();
    private readonly NpgsqlParameter<string> _streamType = new();
    private readonly NpgsqlParameter<long> _expected = new();
    private readonly NpgsqlParameter<Guid> _eventId = new();
    private readonly NpgsqlParameter<string> _eventType = new();
    private readonly NpgsqlParameter<byte[]> _data = new() { NpgsqlDbType = NpgsqlDbType.Jsonb };
    private readonly NpgsqlParameter<string> _correlation = new();
    private readonly NpgsqlParameter<string> _causation = new();
    private readonly NpgsqlParameter<byte[]> _headers = new() { NpgsqlDbType = NpgsqlDbType.Jsonb };
    private readonly NpgsqlParameter<string> _author = new();

    private AppendOneCommand(NpgsqlConnection connection)
    {
        _command = new("select at_position, appended_at from crm_append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", connection);
        foreach (NpgsqlParameter parameter in new NpgsqlParameter[]
                 { _stream, _streamType, _expected, _eventId, _eventType, _data, _correlation, _causation, _headers, _author })
        {
            _command.Parameters.Add(parameter);
        }
    }

    public static async Task<AppendOneCommand> Prepare(NpgsqlConnection connection, CancellationToken ct)
    {
        var one = new AppendOneCommand(connection);
        await one._command.PrepareAsync(ct);
        return one;
    }

    /// <summary>Whether a batch is such a unit.</summary>
    public static bool Takes(AppendBatch batch) =>
        batch is { Units.Count: 1, EventCount: 1, EntryUnits.Count: 1, KeyUnits.Count: 0 } && batch.EntryExpected[0] >= 0;

    /// <summary>Appends it; <c>null</c>, and nothing is written, when its stream is not at the version expected.</summary>
    public async Task<AppendOutcome.Appended?> Execute(PendingUnit unit, CancellationToken ct)
    {
        var append = unit.Unit.Appends[0];
        var (alias, data) = unit.Serialized.Events[0];
        _stream.TypedValue = append.StreamId;
        _streamType.TypedValue = append.StreamType;
        _expected.TypedValue = append.ExpectedVersion!.Value;
        _eventId.TypedValue = unit.EventIds[0];
        _eventType.TypedValue = alias;
        _data.TypedValue = data;
        _correlation.TypedValue = unit.Metadata.CorrelationId;
        _causation.TypedValue = unit.Metadata.CausationId;
        _headers.TypedValue = unit.Serialized.Headers;
        _author.TypedValue = unit.Actor;
        await using var reader = await _command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (reader.IsDBNull(0)) return null;
        var versions = new Dictionary<Guid, long>(1) { [append.StreamId] = append.ExpectedVersion.Value + 1 };
        return new(reader.GetInt64(0), new(reader.GetFieldValue<DateTime>(1)), versions, unit.EventIds);
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}

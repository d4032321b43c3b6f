using Npgsql;

namespace Crm.EventStore.Streams;

/// <summary>A row of <c>mt_events</c> as it was read, not deserialised yet.</summary>
internal readonly record struct RawEvent(
    long Position, Guid EventId, Guid StreamId, long Version, string Type, ReadOnlyMemory<byte> Data, DateTime Timestamp,
    string? Correlation, string? Causation, byte[]? Headers, string? User)
{
    public const string Columns = "seq_id, id, stream_id, version, type, data, timestamp, correlation_id, causation_id, headers, user_name";

    public static RawEvent Read(NpgsqlDataReader reader, ReadOnlyMemory<byte> data) => new(
        reader.GetInt64(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetString(4), data,
        reader.GetFieldValue<DateTime>(6), reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8),
        reader.IsDBNull(9) ? null : reader.GetFieldValue<byte[]>(9), reader.IsDBNull(10) ? null : reader.GetString(10));
}

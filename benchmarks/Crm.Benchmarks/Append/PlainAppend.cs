using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Npgsql;

namespace Crm.Benchmarks.Append;

/// <summary>
/// What the engine is measured against: the same rows in the same tables, one transaction per command, nothing gathered, no lock, no
/// notification; one prepared statement, one round trip, as fast as that can be.
/// </summary>
internal sealed class PlainAppend(NpgsqlDataSource source, EventSerializer serializer)
{
    public const string Function =
        """
        create function bench_append(
            stream uuid, stream_type text, expected bigint, event_id uuid, event_type text, event_data jsonb,
            correlation text, causation text, headers_ jsonb, author text) returns bigint language plpgsql as $$
        declare
            position bigint;
        begin
            if expected = 0 then
                insert into mt_streams (id, type, version) values (stream, stream_type, 1);
            else
                update mt_streams set version = expected + 1, timestamp = now() where id = stream and version = expected;
                if not found then
                    return null;
                end if;
            end if;
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
                values (nextval('mt_events_sequence'), event_id, stream, expected + 1, event_data, event_type, clock_timestamp(),
                    correlation, causation, headers_, author)
                returning seq_id into position;
            return position;
        end
        $$
        """;

    public async Task<bool> Append(AppendUnit unit, CancellationToken ct)
    {
        var append = unit.Appends[0];
        var (alias, data) = await serializer.Write(append.Events[0], ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select bench_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", connection);
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = append.StreamId });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = append.StreamType });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = append.ExpectedVersion!.Value });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = alias });
        parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = data, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = unit.Metadata.CorrelationId });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = unit.Metadata.CausationId });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = "{\"command\":\"DropCoin\"}", NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = unit.Metadata.ActorId?.ToString() });
        return await command.ExecuteScalarAsync(ct) is long;
    }
}

using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;
using Npgsql;

namespace Crm.EventStore.Reactions;

/// <summary>Events whose effect failed for good, seen and dealt with by operators on any host.</summary>
public sealed class DeadLetters
{
    private readonly NpgsqlDataSource _source;
    private readonly Lazy<Dictionary<string, string>> _shards;

    internal DeadLetters(NpgsqlDataSource source, Func<IReadOnlyList<Reaction>> reactions)
    {
        _source = source;
        _shards = new(() => reactions().ToDictionary(reaction => reaction.Name, reaction => ShardName.Of(reaction.Name, 1)));
    }

    /// <param name="reaction"><c>null</c>: of all.</param>
    public async Task<IReadOnlyList<DeadLetter>> List(string? reaction, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select reaction, position, event_id, stream_id, event_type, error, attempts, since, last_attempt_at, redrive
                from crm_dead_letters where reaction = any ($1) order by position, reaction
            """, connection)
        {
            Parameters = { Sql.Texts(reaction is null ? _shards.Value.Values : [Shard(reaction)]) },
        };
        var names = _shards.Value.ToDictionary(shard => shard.Value, shard => shard.Key);
        var letters = new List<DeadLetter>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            letters.Add(new(
                names[reader.GetString(0)], reader.GetInt64(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetString(4), reader.GetString(5),
                reader.GetInt32(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetFieldValue<DateTimeOffset>(8), reader.GetBoolean(9)));
        }

        return letters;
    }

    /// <summary>Has its owner try again, soon.</summary>
    /// <param name="position">One letter; <c>null</c>: all of the reaction.</param>
    /// <returns>How many.</returns>
    public Task<int> Redrive(string reaction, long? position, CancellationToken ct) =>
        Change("update crm_dead_letters set redrive = true where reaction = $1 and position = coalesce($2, position)", reaction, position, ct);

    /// <summary>Gives up on them: the effect is never performed.</summary>
    public Task<int> Discard(string reaction, long? position, CancellationToken ct) =>
        Change("delete from crm_dead_letters where reaction = $1 and position = coalesce($2, position)", reaction, position, ct);

    private async Task<int> Change(string sql, string reaction, long? position, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                Sql.Text(Shard(reaction)),
                new NpgsqlParameter { Value = position ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint },
            },
        };
        var changed = await command.ExecuteNonQueryAsync(ct);
        await Sql.Run(connection, $"notify {EventWakeups.EventsChannel}", ct);
        return changed;
    }

    private string Shard(string reaction) => _shards.Value.TryGetValue(reaction, out var shard)
        ? shard
        : throw new ArgumentException($"There is no reaction '{reaction}'. There are: {string.Join(", ", _shards.Value.Keys.Order(StringComparer.Ordinal))}.");
}

public sealed record DeadLetter(
    string Reaction, long Position, Guid EventId, Guid StreamId, string EventType, string Error, int Attempts,
    DateTimeOffset Since, DateTimeOffset LastAttemptAt, bool BeingRedriven);

using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

/// <summary>Typed parameters, without boxing and without guessing of types.</summary>
internal static class Sql
{
    /// <summary>What <c>crm_advance</c> raises: the shard is no longer ours as we knew it.</summary>
    public const string Fenced = "CRM01";

    public static NpgsqlParameter<T[]> Array<T>(T[] values, NpgsqlDbType element) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };

    public static NpgsqlParameter<T> Value<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };

    public static NpgsqlParameter<string> Text(string value) => Value(value, NpgsqlDbType.Text);

    public static NpgsqlParameter<long> Long(long value) => Value(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => Array(values.ToArray(), NpgsqlDbType.Text);

    public static async Task Run(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<T?> One<T>(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync(ct) is T value ? value : default;
    }
}

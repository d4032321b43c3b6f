using Npgsql;

namespace Crm.Testing;

/// <summary>Holds the lock that appends wait for, so that a test decides what is in flight and what has gathered behind it.</summary>
public sealed class AppendGate : IAsyncDisposable
{
    private const long AppendLock = 1129467201;
    private readonly NpgsqlConnection _connection;

    private AppendGate(NpgsqlConnection connection) => _connection = connection;

    public static async Task<AppendGate> Close(PostgresFixture postgres)
    {
        var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        var gate = new AppendGate(connection);
        await gate.Run<object>($"select pg_advisory_lock({AppendLock})");
        return gate;
    }

    /// <summary>Returns when so many appends wait at the gate.</summary>
    public Task<int[]> Waiting(int count) => Eventually.Some(async () =>
    {
        var waiting = await Run<int[]>(
            $"select coalesce(array_agg(pid), '{{}}') from pg_locks where locktype = 'advisory' and objid = {AppendLock} and not granted "
            + "and database = (select oid from pg_database where datname = current_database())");
        return waiting.Length >= count ? waiting : null;
    }, $"{count} appends wait at the gate");

    public async Task<T> Run<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Opens the gate.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

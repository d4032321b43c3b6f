using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>One host at a time does a piece of work: a lock of the database that a killed host loses with its connection.</summary>
public sealed class WorkLocks(NpgsqlDataSource database)
{
    /// <summary>The lock on a piece of work, or <c>null</c> when another has it.</summary>
    public async Task<IAsyncDisposable?> Take(Guid work, CancellationToken ct)
    {
        var key = BitConverter.ToInt64(work.ToByteArray().AsSpan(0, 8));
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = key } } };
            if ((bool)(await command.ExecuteScalarAsync(ct))!) return new Held(connection, key);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private sealed class Held(NpgsqlConnection connection, long key) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                if (connection.State is not System.Data.ConnectionState.Open) return;
                await using var command = new NpgsqlCommand("select pg_advisory_unlock($1)", connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = key } } };
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // The connection is gone, and the lock with it.
            }
            finally
            {
                await connection.DisposeAsync();
            }
        }
    }
}

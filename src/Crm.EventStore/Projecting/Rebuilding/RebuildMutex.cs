using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>One rebuild of a projection at a time, on whichever host; a host that dies lets go of it.</summary>
internal sealed class RebuildMutex : IAsyncDisposable
{
    private readonly ReadModel _model;

    private RebuildMutex(NpgsqlConnection connection, ReadModel model) => (Connection, _model) = (connection, model);

    public NpgsqlConnection Connection { get; }

    public static async Task<RebuildMutex> Take(NpgsqlDataSource source, ReadModel model, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        try
        {
            if (await Sql.One<bool>(connection, "select pg_try_advisory_lock(1129467204, hashtext($1))", ct, Sql.Text(model.Shard)))
                return new(connection, model);
            throw new RebuildRunningException(model.Name);
        }
        catch (Exception)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The pool hands connections on as they are; one that is broken has lost its lock anyway.
        if (Connection.FullState == System.Data.ConnectionState.Open)
            await Sql.Run(Connection, "select pg_advisory_unlock(1129467204, hashtext($1))", CancellationToken.None, Sql.Text(_model.Shard));
        await Connection.DisposeAsync();
    }
}

using System.Net.Sockets;
using Npgsql;

namespace Crm.EventStore.Append;

/// <summary>What an exception of the driver says about the server.</summary>
internal static class StoreFaults
{
    /// <summary>The database could not be reached, was lost or had no room; the statement itself was not at fault.</summary>
    public static bool IsConnectionFault(Exception exception) =>
        exception is PostgresException postgres
            ? MeansServerIsGone(postgres) || IsBusy(postgres)
            : exception is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Classes 57P (shut down, crashed, starting up) and 08 (connection).</summary>
    public static bool MeansServerIsGone(PostgresException exception) =>
        exception.SqlState.StartsWith("57P", StringComparison.Ordinal) || exception.SqlState.StartsWith("08", StringComparison.Ordinal);

    /// <summary>55P03: the lock was not to be had in time; class 53: no connection, memory or disk left. Nothing was written.</summary>
    public static bool IsBusy(PostgresException exception) =>
        exception.SqlState == PostgresErrorCodes.LockNotAvailable || exception.SqlState.StartsWith("53", StringComparison.Ordinal);
}

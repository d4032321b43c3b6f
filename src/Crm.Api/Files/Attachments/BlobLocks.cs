using System.Buffers.Binary;
using Crm.Api.Files.Stores;
using Dapper;
using Npgsql;

namespace Crm.Api.Files.Attachments;

/// <summary>
/// Whoever stores a content and then writes that something refers to it holds its lock together with others who do the same; whoever takes contents away
/// holds it alone. So none is taken away between being found there and being referred to, on whichever hosts that happens.
/// </summary>
public sealed class BlobLocks(NpgsqlDataSource database)
{
    /// <summary>Until it is disposed the content is not taken away.</summary>
    public async Task<IAsyncDisposable> Keep(BlobName name, CancellationToken ct)
    {
        var held = await Open(ct);
        try
        {
            await held.Connection.ExecuteAsync(new("select pg_advisory_xact_lock_shared(@key)", new { key = KeyOf(name) }, held.Transaction, cancellationToken: ct));
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>The right to take a content away; <c>null</c>: somebody is storing it this moment.</summary>
    public async Task<IAsyncDisposable?> TryTake(BlobName name, CancellationToken ct)
    {
        var held = await Open(ct);
        try
        {
            if (await held.Connection.ExecuteScalarAsync<bool>(new("select pg_try_advisory_xact_lock(@key)", new { key = KeyOf(name) }, held.Transaction, cancellationToken: ct))) return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }

        await held.DisposeAsync();
        return null;
    }

    private async Task<Held> Open(CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        return new(connection, await connection.BeginTransactionAsync(ct));
    }

    // The first eight bytes of a hash: two contents that share them wait for each other, no more.
    private static long KeyOf(BlobName name) => BinaryPrimitives.ReadInt64BigEndian(Convert.FromHexString(name.Value.AsSpan(0, 16)));

    // The lock goes with its transaction; nothing was written in it.
    private sealed record Held(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}

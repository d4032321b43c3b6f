using System.Runtime.CompilerServices;
using Crm.EventStore.Projecting.Models;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Sealing;

/// <summary>The seals as the database has them: rows are added and never changed.</summary>
public sealed class SealStore(NpgsqlDataSource database)
{
    private const string Columns = "header, signature";

    internal NpgsqlDataSource Database => database;

    public async Task<SignedSeal?> Last(string chain, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select {Columns} from crm_seals where chain = $1 order by number desc limit 1");
        command.Parameters.Add(Sql.Text(chain));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <summary>The seals after a number, in order, page by page.</summary>
    public async IAsyncEnumerable<StoredSeal> After(string chain, long number, [EnumeratorCancellation] CancellationToken ct)
    {
        const int pageSize = 500;
        while (true)
        {
            var page = new List<StoredSeal>(pageSize);
            await using (var command = database.CreateCommand(
                $"select {Columns}, number from crm_seals where chain = $1 and number > $2 order by number limit {pageSize}"))
            {
                command.Parameters.Add(Sql.Text(chain));
                command.Parameters.Add(Sql.Long(number));
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct)) page.Add(new(reader.GetInt64(2), reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
            }

            foreach (var seal in page) yield return seal;
            if (page.Count < pageSize) yield break;
            number = page[^1].Number;
        }
    }

    /// <summary>The ranges that seals of a chain say were dropped, oldest first; not checked here.</summary>
    internal async Task<IReadOnlyList<PurgedRange>> Purges(string chain, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select header from crm_seals where chain = $1 and header like E'%\\nkind: purge\\n%' order by number");
        command.Parameters.Add(Sql.Text(chain));
        var purges = new List<PurgedRange>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            if (SealHeader.Parse(reader.GetString(0)) is { } header && PurgedRange.Of(header) is { } range) purges.Add(range);
        return purges;
    }

    /// <summary>The latest seals, newest first.</summary>
    public async Task<IReadOnlyList<StoredSeal>> Latest(string chain, long before, int count, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select {Columns}, number from crm_seals where chain = $1 and number < $2 order by number desc limit $3");
        command.Parameters.Add(Sql.Text(chain));
        command.Parameters.Add(Sql.Long(before));
        command.Parameters.Add(Sql.Value(count, NpgsqlDbType.Integer));
        var seals = new List<StoredSeal>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) seals.Add(new(reader.GetInt64(2), reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        return seals;
    }

    public async Task<IReadOnlyList<SealKey>> Keys(CancellationToken ct)
    {
        await using var command = database.CreateCommand("select id, public_key, endorsed_by, endorsement from crm_seal_keys order by added_at, id");
        var keys = new List<SealKey>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            keys.Add(new(
                reader.GetString(0), reader.GetFieldValue<byte[]>(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3)));
        }

        return keys;
    }

    public async Task AddKey(SealKey key, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "insert into crm_seal_keys (id, public_key, endorsed_by, endorsement) values ($1, $2, $3, $4) on conflict (id) do nothing");
        command.Parameters.Add(Sql.Text(key.Id));
        command.Parameters.Add(Sql.Value(key.PublicKey, NpgsqlDbType.Bytea));
        command.Parameters.Add(new() { Value = (object?)key.EndorsedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)key.Endorsement ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <returns>Whether it was the next one; <c>false</c>: somebody else sealed meanwhile.</returns>
    internal async Task<bool> Add(SignedSeal seal, byte[] entries, byte[] nodes, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "insert into crm_seals (chain, number, last_position, header, signature, entries, nodes) values ($1, $2, $3, $4, $5, $6, $7)");
        command.Parameters.Add(Sql.Text(seal.Header.Chain));
        command.Parameters.Add(Sql.Long(seal.Header.Number));
        command.Parameters.Add(Sql.Long(seal.Header.Last));
        command.Parameters.Add(Sql.Text(seal.Header.ToString()));
        command.Parameters.Add(Sql.Value(seal.Signature, NpgsqlDbType.Bytea));
        command.Parameters.Add(Sql.Value(entries, NpgsqlDbType.Bytea));
        command.Parameters.Add(Sql.Value(nodes, NpgsqlDbType.Bytea));
        try
        {
            await command.ExecuteNonQueryAsync(ct);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>What the leaves were made of when the seal was made; checked against the root by whoever uses it.</summary>
    internal async Task<byte[]> Entries(string chain, long number, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select entries from crm_seals where chain = $1 and number = $2");
        command.Parameters.Add(Sql.Text(chain));
        command.Parameters.Add(Sql.Long(number));
        return await command.ExecuteScalarAsync(ct) as byte[] ?? [];
    }

    /// <summary>The seal that covers a position; the one after the last is nobody's.</summary>
    internal async Task<StoredSeal?> Covering(string chain, long position, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select {Columns}, number from crm_seals where chain = $1 and last_position >= $2 order by last_position, number limit 1");
        command.Parameters.Add(Sql.Text(chain));
        command.Parameters.Add(Sql.Long(position));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(reader.GetInt64(2), reader.GetString(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>The neighbours that prove a leaf: a few slices, however large the tree.</summary>
    internal async Task<IReadOnlyList<byte[]>> Neighbours(string chain, long number, int index, int leaves, CancellationToken ct)
    {
        var levels = MerkleTree.Levels(leaves).ToList();
        var wanted = MerkleTree.Neighbours(index, leaves).ToList();
        if (wanted.Count == 0) return [];
        var offsets = wanted.Select(at => at.Level == 0
            ? at.Index * MerkleTree.EntryLength + 1
            : (levels[at.Level - 1].Offset + at.Index) * MerkleTree.HashLength + 1).ToArray();
        await using var command = database.CreateCommand(
            $"""
            select case when o.at0 then substring(s.entries from o.at for {MerkleTree.EntryLength}) else substring(s.nodes from o.at for {MerkleTree.HashLength}) end
                from crm_seals s cross join unnest($3, $4) with ordinality as o (at, at0, place)
                where s.chain = $1 and s.number = $2
                order by o.place
            """);
        command.Parameters.Add(Sql.Text(chain));
        command.Parameters.Add(Sql.Long(number));
        command.Parameters.Add(Sql.Array(offsets, NpgsqlDbType.Integer));
        command.Parameters.Add(Sql.Array(wanted.Select(at => at.Level == 0).ToArray(), NpgsqlDbType.Boolean));
        var neighbours = new List<byte[]>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var bytes = reader.IsDBNull(0) ? [] : reader.GetFieldValue<byte[]>(0);
            if (neighbours.Count == 0 && wanted[0].Level == 0 && bytes.Length == MerkleTree.EntryLength)
            {
                var leaf = new byte[MerkleTree.HashLength];
                MerkleTree.Leaf(bytes, leaf);
                bytes = leaf;
            }

            neighbours.Add(bytes);
        }

        return neighbours;
    }

    private static SignedSeal Read(NpgsqlDataReader reader) =>
        new(SealHeader.Parse(reader.GetString(0)) ?? throw new InvalidDataException("A seal's header cannot be read; 'audit verify' tells which."), reader.GetFieldValue<byte[]>(1));
}

/// <summary>A seal as it is stored, whatever it says.</summary>
public sealed record StoredSeal(long Number, string Text, byte[] Signature);

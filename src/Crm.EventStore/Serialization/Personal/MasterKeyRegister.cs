using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>Which master keys wrap keys of this database, by their check values: nothing is written under a key that is not the database's.</summary>
internal sealed class MasterKeyRegister(NpgsqlDataSource source, MasterKeys masters)
{
    private volatile bool _checked;

    /// <summary>Holds the configured keys against the database's, once; the first key of a new database is taken as its own.</summary>
    /// <exception cref="MasterKeyException">A key is missing or wrong.</exception>
    public async Task Check(CancellationToken ct)
    {
        if (_checked) return;
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var alone = new NpgsqlCommand("lock table crm_master_keys in share row exclusive mode", connection)) await alone.ExecuteNonQueryAsync(ct);
        var (known, used) = (await Known(connection, ct), new List<string>());
        foreach (var (id, retired) in known) if (!retired) used.Add(id);

        if (used.FirstOrDefault(id => masters.Find(id) is null) is { } missing) throw Missing(missing);
        if (used.Count == 0) await CheckUnregistered(connection, ct);
        if (known.Contains((masters.Current.Id, true)))
            throw new MasterKeyException($"The configured master key {masters.Current.Id} was retired: {string.Join(", ", used)} took its place. Configure that one as Crm:MasterKey.");
        if (!used.Contains(masters.Current.Id)) await Register(connection, ct);
        await transaction.CommitAsync(ct);
        _checked = true;
    }

    /// <summary>Nothing is wrapped with the other keys any more: they are not asked for again.</summary>
    public async Task RetireOthers(CancellationToken ct)
    {
        await using var command = source.CreateCommand("update crm_master_keys set retired_at = now() where id <> $1 and retired_at is null");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = masters.Current.Id });
        await command.ExecuteNonQueryAsync(ct);
    }

    private MasterKeyException Missing(string id) => new(
        $"Keys in this database are wrapped with the master key {id}, which is not configured; configured: {string.Join(", ", masters.All.Select(key => key.Id))}. "
        + "No new keys are made under another one. Configure the right one as Crm:MasterKey; to change it, name the old one in Crm:OtherMasterKeys and run 'master-key rotate'. "
        + "If it is lost, restore it from its backup: without it the personal data of this database cannot be read.");

    private static async Task<List<(string Id, bool Retired)>> Known(NpgsqlConnection connection, CancellationToken ct)
    {
        var known = new List<(string, bool)>();
        await using var command = new NpgsqlCommand("select id, retired_at is not null from crm_master_keys order by added_at", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) known.Add((reader.GetString(0), reader.GetBoolean(1)));
        return known;
    }

    // Keys that were wrapped before there was a register: one of them has to open.
    private async Task CheckUnregistered(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select subject_id, wrapped_key from crm_subject_keys where wrapped_key is not null limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct)) WrappedKey.Open(masters, reader.GetGuid(0), reader.GetFieldValue<byte[]>(1));
    }

    private async Task Register(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("insert into crm_master_keys (id) values ($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = masters.Current.Id, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
    }
}

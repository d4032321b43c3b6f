using System.Security.Cryptography;
using Npgsql;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>Keys in <c>crm_subject_keys</c>, each wrapped by the master key: who has the database alone reads nothing.</summary>
public sealed class PostgresSubjectKeyStore : ISubjectKeyStore
{
    private const int KeyBytes = 32;

    private readonly NpgsqlDataSource _source;
    private readonly MasterKeys _masters;
    private readonly MasterKeyRegister _register;

    public PostgresSubjectKeyStore(NpgsqlDataSource source, MasterKeys masters) =>
        (_source, _masters, _register) = (source, masters, new(source, masters));

    /// <param name="masterKey">32 bytes.</param>
    public PostgresSubjectKeyStore(NpgsqlDataSource source, byte[] masterKey) : this(source, new MasterKeys(masterKey))
    {
    }

    /// <summary>Whether the configured master keys are the database's.</summary>
    /// <exception cref="MasterKeyException">They are not.</exception>
    public Task Check(CancellationToken ct) => _register.Check(ct);

    public async Task<IReadOnlyList<SubjectKey>> Find(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        await using var command = _source.CreateCommand("select subject_id, wrapped_key from crm_subject_keys where subject_id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. subjects] });
        return await Read(command, ct);
    }

    public async Task<IReadOnlyList<SubjectKey>> FindOrCreate(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        await _register.Check(ct);

        // In order, so that two hosts that make the same keys wait for each other instead of deadlocking.
        Guid[] ids = [.. subjects.Order()];
        byte[][] wrapped = [.. ids.Select(id => WrappedKey.Seal(_masters.Current, id, RandomNumberGenerator.GetBytes(KeyBytes)))];
        for (var tries = 0; ; tries++)
        {
            // A key that was retired while this host ran wraps nothing new.
            await using var command = _source.CreateCommand(
                """
                with made as (
                    insert into crm_subject_keys (subject_id, wrapped_key)
                    select * from unnest($1, $2) as k (subject, key) where not exists (select from crm_subject_keys s where s.subject_id = k.subject)
                        and exists (select from crm_master_keys m where m.id = $3 and m.retired_at is null)
                    on conflict do nothing
                    returning subject_id, wrapped_key)
                select subject_id, wrapped_key from made
                union all select subject_id, wrapped_key from crm_subject_keys where subject_id = any($1)
                """);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
            command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = wrapped });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _masters.Current.Id });
            var keys = await Read(command, ct);

            // One that another host made at the same instant is not in this statement's snapshot; it is in the next one's.
            if (keys.Count == ids.Length) return keys;
            if (tries == 10)
                throw new MasterKeyException($"The master key {_masters.Current.Id} does not wrap new keys any more: another one took its place. Configure that one as Crm:MasterKey and start again.");
        }
    }

    public async Task Destroy(Guid subject, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(
            """
            insert into crm_subject_keys (subject_id, wrapped_key, destroyed_at) values ($1, null, now())
            on conflict (subject_id) do update set wrapped_key = null, destroyed_at = coalesce(crm_subject_keys.destroyed_at, now())
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
        await command.ExecuteNonQueryAsync(ct);
    }

    public SubjectKey Unwrap(Guid subject, byte[]? stored) => new(subject, stored is null ? null : WrappedKey.Open(_masters, subject, stored));

    /// <summary>
    /// Wraps every key that another master key wraps with the current one. May be broken off and begun again: what is done is done. The others are
    /// retired when nothing is left, and no earlier.
    /// </summary>
    /// <param name="page">Keys per statement.</param>
    /// <param name="rewrapped">Told after each page how many are done.</param>
    /// <param name="last">What else is under the master key; done before the others are retired.</param>
    /// <returns>How many were wrapped anew.</returns>
    /// <exception cref="MasterKeyException">A key is wrapped with a master key that is not configured.</exception>
    public async Task<long> RotateMaster(int page, Action<long>? rewrapped, Func<Task> last, CancellationToken ct)
    {
        await _register.Check(ct);
        var done = 0L;
        while (await Rewrap(page, ct) is > 0 and var some)
        {
            done += some;
            rewrapped?.Invoke(done);
        }

        await last();
        await _register.RetireOthers(ct);

        // What a host that still writes with an old key made in between: from now on none is made.
        while (await Rewrap(page, ct) is > 0 and var late) done += late;
        return done;
    }

    private async Task<int> Rewrap(int page, CancellationToken ct)
    {
        var (ids, old) = (new List<Guid>(), new List<byte[]>());
        await using (var command = _source.CreateCommand(
            """
            select subject_id, wrapped_key from crm_subject_keys
            where wrapped_key is not null and (octet_length(wrapped_key) = $1 or substring(wrapped_key from 1 for 8) <> $2) limit $3
            """))
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = WrappedKey.BareBytes });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _masters.Current.IdPrefix });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = page });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                ids.Add(reader.GetGuid(0));
                old.Add(reader.GetFieldValue<byte[]>(1));
            }
        }

        if (ids.Count == 0) return 0;
        byte[][] renewed = [.. ids.Zip(old, (id, wrapped) => WrappedKey.Seal(_masters.Current, id, WrappedKey.Open(_masters, id, wrapped)))];

        // Only where it is still the same: a key that was destroyed meanwhile stays destroyed.
        await using var update = _source.CreateCommand(
            "update crm_subject_keys s set wrapped_key = k.renewed from unnest($1, $2, $3) as k (subject, old, renewed) where s.subject_id = k.subject and s.wrapped_key = k.old");
        update.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
        update.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. old] });
        update.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = renewed });
        await update.ExecuteNonQueryAsync(ct);
        return ids.Count;
    }

    private async Task<IReadOnlyList<SubjectKey>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        var keys = new List<SubjectKey>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) keys.Add(Unwrap(reader.GetGuid(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<byte[]>(1)));
        return keys;
    }
}

using System.Security.Cryptography;
using Npgsql;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>Keys in <c>crm_subject_keys</c>, each wrapped by the master key: who has the database alone reads nothing.</summary>
public sealed class PostgresSubjectKeyStore : ISubjectKeyStore
{
    private const int NonceBytes = 12, TagBytes = 16, KeyBytes = 32;

    private readonly NpgsqlDataSource _source;
    private readonly byte[] _masterKey;

    /// <param name="masterKey">32 bytes.</param>
    public PostgresSubjectKeyStore(NpgsqlDataSource source, byte[] masterKey)
    {
        if (masterKey.Length != KeyBytes) throw new ArgumentException($"The master key must have {KeyBytes} bytes.", nameof(masterKey));
        (_source, _masterKey) = (source, masterKey);
    }

    public async Task<IReadOnlyList<SubjectKey>> Find(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        await using var command = _source.CreateCommand("select subject_id, wrapped_key from crm_subject_keys where subject_id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. subjects] });
        return await Read(command, ct);
    }

    public async Task<IReadOnlyList<SubjectKey>> FindOrCreate(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        // In order, so that two hosts that make the same keys wait for each other instead of deadlocking.
        Guid[] ids = [.. subjects.Order()];
        byte[][] wrapped = [.. ids.Select(id => Wrap(id, RandomNumberGenerator.GetBytes(KeyBytes)))];
        while (true)
        {
            await using var command = _source.CreateCommand(
                """
                with made as (
                    insert into crm_subject_keys (subject_id, wrapped_key)
                    select * from unnest($1, $2) as k (subject, key) where not exists (select from crm_subject_keys s where s.subject_id = k.subject)
                    on conflict do nothing
                    returning subject_id, wrapped_key)
                select subject_id, wrapped_key from made
                union all select subject_id, wrapped_key from crm_subject_keys where subject_id = any($1)
                """);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
            command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = wrapped });
            var keys = await Read(command, ct);

            // One that another host made at the same instant is not in this statement's snapshot; it is in the next one's.
            if (keys.Count == ids.Length) return keys;
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

    public SubjectKey Unwrap(Guid subject, byte[]? stored)
    {
        if (stored is null) return new(subject, null);
        var key = new byte[KeyBytes];
        using var aes = new AesGcm(_masterKey, TagBytes);
        aes.Decrypt(
            stored.AsSpan(0, NonceBytes), stored.AsSpan(NonceBytes + TagBytes), stored.AsSpan(NonceBytes, TagBytes), key, subject.ToByteArray());
        return new(subject, key);
    }

    private async Task<IReadOnlyList<SubjectKey>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        var keys = new List<SubjectKey>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) keys.Add(Unwrap(reader.GetGuid(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<byte[]>(1)));
        return keys;
    }

    private byte[] Wrap(Guid subject, byte[] key)
    {
        var wrapped = new byte[NonceBytes + TagBytes + KeyBytes];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_masterKey, TagBytes);
        aes.Encrypt(
            wrapped.AsSpan(0, NonceBytes), key, wrapped.AsSpan(NonceBytes + TagBytes), wrapped.AsSpan(NonceBytes, TagBytes), subject.ToByteArray());
        return wrapped;
    }
}

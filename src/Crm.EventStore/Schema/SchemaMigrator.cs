using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Crm.EventStore.Schema;

/// <summary>A change of the schema: its file name orders it, its checksum tells when somebody changed it afterwards.</summary>
public sealed record Migration(string Name, string Sql)
{
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The migrations that came with this build, in order.</summary>
    public static IReadOnlyList<Migration> Known { get; } = Embedded(typeof(Migration).Assembly);

    private static List<Migration> Embedded(Assembly assembly)
    {
        const string folder = "db/migrations/";
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Migration(name[folder.Length..], reader.ReadToEnd());
            })];
    }
}

/// <summary>Brings a database to the schema of this build: forward only, in order, under a lock, safe to start twice.</summary>
/// <param name="owner">Who changes the schema, when those who serve may not; he gives the serving role its rights too.</param>
public sealed class SchemaMigrator(NpgsqlDataSource source, IReadOnlyList<Migration>? migrations = null, NpgsqlDataSource? owner = null)
{
    private const long Lock = 1129467202;

    private readonly IReadOnlyList<Migration> _migrations = migrations ?? Migration.Known;

    /// <summary>Applies what is missing, each migration in a transaction of its own; returns the names applied.</summary>
    /// <exception cref="SchemaNewerException">The database has migrations this build does not know.</exception>
    /// <exception cref="SchemaChangedException">An applied migration is not the one of this build.</exception>
    public async Task<IReadOnlyList<string>> Apply(CancellationToken ct)
    {
        await using var connection = await (owner ?? source).OpenConnectionAsync(ct);
        await Execute(connection, $"select pg_advisory_lock({Lock})", ct);
        try
        {
            await Execute(
                connection,
                """
                create table if not exists crm_schema_migrations (
                    name                text                        not null,
                    checksum            text                        not null,
                    applied_at          timestamp with time zone    not null default now(),
                    constraint pk_crm_schema_migrations primary key (name)
                )
                """,
                ct);
            var missing = Missing(await Applied(connection, ct));
            foreach (var migration in missing)
            {
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await Execute(connection, migration.Sql, ct);
                await using var record = new NpgsqlCommand("insert into crm_schema_migrations (name, checksum) values ($1, $2)", connection);
                record.Parameters.Add(new() { Value = migration.Name });
                record.Parameters.Add(new() { Value = migration.Checksum });
                await record.ExecuteNonQueryAsync(ct);
                await transaction.CommitAsync(ct);
            }

            if (owner is not null && (missing.Count > 0 || await DatabaseRoles.AreDue(owner, ct))) await DatabaseRoles.Apply(owner, ct);
            return [.. missing.Select(migration => migration.Name)];
        }
        finally
        {
            // A connection that was lost took the lock with it, and the reason is what the caller has to hear.
            if (connection.State is System.Data.ConnectionState.Open) await Execute(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    /// <summary>Throws unless the database has exactly the migrations of this build.</summary>
    /// <exception cref="SchemaOlderException">Migrations are still to be applied.</exception>
    /// <exception cref="SchemaNewerException">The database has migrations this build does not know.</exception>
    /// <exception cref="SchemaChangedException">An applied migration is not the one of this build.</exception>
    public async Task Assert(CancellationToken ct)
    {
        var missing = await Pending(ct);
        if (missing.Count > 0) throw new SchemaOlderException([.. missing.Select(migration => migration.Name)]);
    }

    /// <summary>The SQL that <see cref="Apply"/> would run; empty when there is none.</summary>
    public async Task<string> Patch(CancellationToken ct) =>
        string.Join("\n", (await Pending(ct)).Select(migration => $"-- {migration.Name}\n{migration.Sql}"));

    /// <summary>The whole schema as the migrations make it.</summary>
    public string Dump() => string.Join("\n", _migrations.Select(migration => $"-- {migration.Name}\n{migration.Sql}"));

    /// <summary>The migrations the database has not had yet.</summary>
    public async Task<IReadOnlyList<Migration>> Pending(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var exists = new NpgsqlCommand("select to_regclass('crm_schema_migrations') is not null", connection);
        return Missing(await exists.ExecuteScalarAsync(ct) is true ? await Applied(connection, ct) : []);
    }

    private List<Migration> Missing(Dictionary<string, string> applied)
    {
        var unknown = applied.Keys.Except(_migrations.Select(migration => migration.Name)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) throw new SchemaNewerException(unknown);
        foreach (var migration in _migrations)
        {
            if (applied.TryGetValue(migration.Name, out var checksum) && checksum != migration.Checksum) throw new SchemaChangedException(migration.Name);
        }

        return [.. _migrations.Where(migration => !applied.ContainsKey(migration.Name))];
    }

    private static async Task<Dictionary<string, string>> Applied(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, checksum from crm_schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) applied.Add(reader.GetString(0), reader.GetString(1));
        return applied;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>The schema of the database does not fit this build; the host does not start on it.</summary>
public abstract class SchemaException(string message) : Exception(message);

/// <summary>A newer build has been here.</summary>
public sealed class SchemaNewerException(IReadOnlyList<string> unknown)
    : SchemaException($"The database has changes that this build does not know: {string.Join(", ", unknown)}. Start the newer build.");

/// <summary>Changes are still to be applied: <c>db apply</c>.</summary>
public sealed class SchemaOlderException(IReadOnlyList<string> missing)
    : SchemaException($"The database lacks {string.Join(", ", missing)}. Run 'db apply'.");

/// <summary>A migration was edited after it had been applied.</summary>
public sealed class SchemaChangedException(string name)
    : SchemaException($"The migration {name} is not the one that was applied to the database. Migrations are never edited; add a new one.");

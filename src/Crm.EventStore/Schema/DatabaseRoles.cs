using Npgsql;

namespace Crm.EventStore.Schema;

/// <summary>The roles of a shared server: who owns the events, and who may only append to them.</summary>
public static class DatabaseRoles
{
    /// <summary>What the host's login should be a member of.</summary>
    public const string Serving = "crm_serving";

    /// <summary>The SQL, for an administrator to read before he runs it.</summary>
    public static string Sql()
    {
        using var reader = new StreamReader(typeof(DatabaseRoles).Assembly.GetManifestResourceStream("db/roles.sql")!);
        return reader.ReadToEnd();
    }

    /// <summary>Makes or renews a login that can do what the serving role can and no more.</summary>
    public static async Task MakeLogin(NpgsqlDataSource administrator, string login, string password, CancellationToken ct)
    {
        var (name, secret) = (login.Replace("\"", "\"\"", StringComparison.Ordinal), password.Replace("'", "''", StringComparison.Ordinal));
        await using var command = administrator.CreateCommand(
            $"""
            do $$ begin
                perform pg_advisory_xact_lock(1129467212);
                if not exists (select from pg_roles where rolname = '{Serving}') then create role {Serving} nologin; end if;
                if not exists (select from pg_roles where rolname = '{login.Replace("'", "''", StringComparison.Ordinal)}') then create role "{name}" login; end if;
                alter role "{name}" nosuperuser nocreatedb nocreaterole password '{secret}';
                grant {Serving} to "{name}";
                -- What one host makes of the read side the next one has to be able to drop.
                alter role "{name}" set role = '{Serving}';
            end $$
            """);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whether something of the schema is not the owner's yet: after an upgrade, or in a new database.</summary>
    internal static async Task<bool> AreDue(NpgsqlDataSource administrator, CancellationToken ct)
    {
        await using var command = administrator.CreateCommand(
            """
            select exists (
                select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                    and (c.relname like 'crm\_%' or c.relname like 'mt\_%') and pg_get_userbyid(c.relowner) not in ('crm_owner', 'crm_serving'))
            """);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Makes the roles and gives each what it may do; safe to repeat. The connection has to belong to an administrator.</summary>
    public static async Task Apply(NpgsqlDataSource administrator, CancellationToken ct)
    {
        await using var command = administrator.CreateCommand(Sql());
        await command.ExecuteNonQueryAsync(ct);
    }
}

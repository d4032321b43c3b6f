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

    /// <summary>Makes the roles and gives each what it may do; safe to repeat. The connection has to belong to an administrator.</summary>
    public static async Task Apply(NpgsqlDataSource administrator, CancellationToken ct)
    {
        await using var command = administrator.CreateCommand(Sql());
        await command.ExecuteNonQueryAsync(ct);
    }
}

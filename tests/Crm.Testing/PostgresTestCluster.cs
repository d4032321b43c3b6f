using System.Diagnostics;
using System.Globalization;
using Crm.EventStore;
using Crm.EventStore.LocalPostgres;
using Crm.EventStore.Schema;

namespace Crm.Testing;

/// <summary>The PostgreSQL of a test run: started by the first test that needs it, stopped and removed when the process ends.</summary>
public static class PostgresTestCluster
{
    public const string Template = "crm_template";

    /// <summary>A login as a host has it: it appends and reads, and can change nothing that happened.</summary>
    private const string ServingLogin = "test_host";

    private const string FolderPrefix = "crm-tests-";

    private static readonly Lazy<Task<PostgresCluster>> Fast = new(() => Start(durable: false));
    private static readonly Lazy<Task<PostgresCluster>> Safe = new(() => Start(durable: true));
    private static int _databases;

    static PostgresTestCluster() => Guard();

    /// <summary>Without fsync: everything but a crash of the machine behaves as in production.</summary>
    public static Task<PostgresCluster> Shared => Fast.Value;

    /// <summary>With fsync, for tests that kill the server. A cluster of their own, so that others do not notice.</summary>
    public static Task<PostgresCluster> Durable => Safe.Value;

    /// <summary>A fresh database with the schema applied; gives its connection string.</summary>
    /// <param name="template">The name of the database that it is a copy of.</param>
    public static async Task<string> CreateDatabase(PostgresCluster cluster, string template = Template)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await Execute(cluster, "postgres", $"create database {name} template {template}");
        await Execute(cluster, "postgres", $"grant create on database {name} to {DatabaseRoles.Serving}");
        return cluster.ConnectionString(name) + ";Maximum Pool Size=40";
    }

    /// <summary>The same database for a host.</summary>
    public static string AsHost(string connectionString) =>
        new Npgsql.NpgsqlConnectionStringBuilder(connectionString) { Username = ServingLogin, Password = ServingLogin }.ConnectionString;

    /// <summary>A database without any schema; gives its connection string.</summary>
    public static async Task<string> CreateEmptyDatabase(PostgresCluster cluster)
    {
        var name = $"empty_{Interlocked.Increment(ref _databases)}";
        await Execute(cluster, "postgres", $"create database {name}");
        return cluster.ConnectionString(name);
    }

    /// <summary>A folder of this test run that is removed with it.</summary>
    public static string Folder(string name) => Path.Combine(Path.GetTempPath(), $"{FolderPrefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{name}");

    private static async Task<PostgresCluster> Start(bool durable)
    {
        var folder = Folder(durable ? "durable" : "fast");
        var cluster = await PostgresCluster.Start(
            new(folder, durable, Settings: new Dictionary<string, string> { ["shared_buffers"] = "128MB", ["max_connections"] = "300" }),
            CancellationToken.None);
        await cluster.EnsureDatabase(Template, CancellationToken.None);
        await using (var source = StoreDataSource.Open(cluster.ConnectionString(Template) + ";Pooling=false"))
        {
            await new SchemaMigrator(source).Apply(CancellationToken.None);
            await DatabaseRoles.Apply(source, CancellationToken.None);
            await DatabaseRoles.MakeLogin(source, ServingLogin, ServingLogin, CancellationToken.None);
        }

        return cluster;
    }

    private static async Task Execute(PostgresCluster cluster, string database, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(cluster.ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // However the run ends, the test platform gives it no time for clearing up: a process that is not its child waits for its end and does it.
    private static void Guard()
    {
        if (OperatingSystem.IsWindows()) return;
        const string Script =
            """
            while kill -0 "$1"; do sleep 1; done
            for folder in "$2"*; do
                pid=$(head -n 1 "$folder/data/postmaster.pid") && kill -QUIT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
                rm -rf "$folder"
            done
            """;
        var process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var launcher = Process.Start("sh", ["-c", $"sh -c '{Script}' guard \"$1\" \"$2\" </dev/null >/dev/null 2>&1 &", "guard", process, Folder("")]);
        launcher.WaitForExit();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.EventStore;
using Crm.EventStore.LocalPostgres;
using Crm.EventStore.Schema;
using Crm.EventStore.Serialization;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.Benchmarks;

/// <summary>A fresh database on a private cluster with everything durable (fsync, full pages, synchronous commits), removed at the end.</summary>
public sealed class BenchDatabase : IAsyncDisposable
{
    private static readonly byte[] MasterKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private readonly List<IAsyncDisposable> _opened = [];

    private BenchDatabase(PostgresCluster cluster, string connectionString) =>
        (Cluster, ConnectionString, Source) = (cluster, connectionString, StoreDataSource.Open(connectionString));

    public PostgresCluster Cluster { get; }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <param name="settings">Settings of the server beside the product's own.</param>
    public static async Task<BenchDatabase> Start(CancellationToken ct, IReadOnlyDictionary<string, string>? settings = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "crm-bench-" + Environment.ProcessId);
        var own = new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["min_wal_size"] = "1GB" };
        var cluster = await PostgresCluster.Start(new(folder, Settings: own), ct);
        await cluster.EnsureDatabase("crm", ct);
        var database = new BenchDatabase(cluster, cluster.ConnectionString() + ";Maximum Pool Size=120");
        await new SchemaMigrator(database.Source).Apply(ct);
        await database.UseUpNewLog(ct);
        return database;
    }

    // A server that has run for a while writes into log files it has used before; a new one zeroes each of them first.
    private async Task UseUpNewLog(CancellationToken ct)
    {
        for (var file = 0; file < 64; file++) await Execute("select pg_logical_emit_message(false, 'bench', 'next file'), pg_switch_wal()", ct);
        await Execute("checkpoint", ct);
    }

    public EventSerializer Serializer(EventTypes types) => new(types, Json, new(new PostgresSubjectKeyStore(Source, MasterKey)));

    public EventLog OpenLog(EventTypes types, EventStore.Append.AppendLimits? limits = null)
    {
        var log = new EventLog(Source, Serializer(types), limits);
        _opened.Add(log);
        return log;
    }

    public async Task Execute(string sql, CancellationToken ct)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened) await opened.DisposeAsync();
        await Source.DisposeAsync();
        Cluster.Stop(immediately: true);
        Directory.Delete(Cluster.Home, recursive: true);
    }
}

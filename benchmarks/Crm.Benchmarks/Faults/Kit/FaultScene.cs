using Crm.EventStore;
using Crm.EventStore.LocalPostgres;
using Npgsql;
using Process = System.Diagnostics.Process;

namespace Crm.Benchmarks.Faults.Kit;

/// <summary>A durable PostgreSQL of our own with the product's hosts on it, all of which may be killed; removed at the end.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    private readonly List<HostProcess> _hosts = [];

    private FaultScene(PostgresCluster cluster, string folder)
    {
        (Cluster, Folder) = (cluster, folder);
        Settings = new(cluster.ConnectionString() + ";Maximum Pool Size=60", Path.Combine(folder, "hosts"));
        Source = StoreDataSource.Open(cluster.ConnectionString() + ";Maximum Pool Size=20");
    }

    public PostgresCluster Cluster { get; }

    public string Folder { get; }

    public HostSettings Settings { get; }

    /// <summary>This program's own view of the database, beside the hosts'.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>With fsync, full pages and synchronous commits on: what is acknowledged is on the disk.</summary>
    public static async Task<FaultScene> Open(string name, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"crm-{name}-{Environment.ProcessId}");
        var cluster = await PostgresCluster.Start(new(Path.Combine(folder, "pg")), ct);
        await cluster.EnsureDatabase("crm", ct);
        return new(cluster, folder);
    }

    /// <summary>A host that takes requests, on a port that stays its own when it is started again.</summary>
    public async Task<HostProcess> StartHost(CancellationToken ct, int? port = null)
    {
        var host = Launch(port);
        await host.Ready(ct);
        return host;
    }

    /// <summary>A host that may not be ready yet.</summary>
    public HostProcess Launch(int? port = null, IReadOnlyList<string>? program = null)
    {
        var host = HostProcess.Start(Settings, port, program);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Kills a host with <c>kill -9</c> and starts it again where it was.</summary>
    public async Task<HostProcess> KillAndRestart(HostProcess host, CancellationToken ct)
    {
        host.Kill();
        return await StartHost(ct, host.Url.Port);
    }

    /// <summary><c>kill -9</c> of the postmaster; its children notice and end.</summary>
    public void KillServer()
    {
        using var server = Process.GetProcessById(Cluster.ProcessId ?? throw new InvalidOperationException("PostgreSQL does not run."));
        server.Kill();
        if (!server.WaitForExit(TimeSpan.FromSeconds(30))) throw new TimeoutException($"PostgreSQL {server.Id} lives on 30 s after it was killed.");
    }

    public async Task RestartServer(CancellationToken ct)
    {
        await Cluster.Restart(ct);
        // Its connections died with the server.
        Source.Clear();
    }

    /// <summary>A signed-in client of a host.</summary>
    public static async Task<Office> SignedIn(HostProcess host, CancellationToken ct)
    {
        var office = new Office(host.Url);
        await office.SignIn(ct);
        return office;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        await Source.DisposeAsync();
        Cluster.Stop(immediately: true);
        Directory.Delete(Cluster.Home, recursive: true);
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}

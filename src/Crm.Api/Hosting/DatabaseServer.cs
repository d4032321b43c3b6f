using System.Security.Cryptography;
using Crm.EventStore;
using Crm.EventStore.LocalPostgres;
using Crm.EventStore.Schema;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>The PostgreSQL of this process: a configured server, or the private cluster, which the last process that uses it stops.</summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    private readonly PostgresCluster? _cluster;
    private readonly string _usersFile;
    private FileStream? _use;

    private DatabaseServer(string connectionString, string? owner, PostgresCluster? cluster, string usersFile, FileStream? use) =>
        (ConnectionString, OwnerConnectionString, _cluster, _usersFile, _use) = (connectionString, owner, cluster, usersFile, use);

    /// <summary>Who serves: on the private cluster a login that can append, and neither change nor delete what happened.</summary>
    public string ConnectionString { get; }

    /// <summary>Who changes the schema; <c>null</c>: whoever serves.</summary>
    public string? OwnerConnectionString { get; }

    /// <summary>Where the private cluster lives; <c>null</c> with a configured server.</summary>
    public string? PrivateFolder => _cluster?.Home;

    /// <exception cref="PostgresMissingException">No server is configured and PostgreSQL is not installed.</exception>
    public static async Task<DatabaseServer> Open(Installation installation, IConfiguration configuration, CancellationToken ct)
    {
        var usersFile = Path.Combine(installation.Folder, "pg.users");
        if (installation.ConnectionString is { } configured) return new(configured, installation.OwnerConnectionString, null, usersFile, null);

        Directory.CreateDirectory(installation.Folder);
        var use = await Share(usersFile, ct);
        try
        {
            var cluster = await PostgresCluster.Start(
                new(Path.Combine(installation.Folder, "pg"), BinariesFolder: configuration["Crm:PostgresBinaries"]), ct);
            await cluster.EnsureDatabase("crm", ct);
            return new(await Serving(cluster, ct), cluster.ConnectionString(), cluster, usersFile, use);
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the private cluster again when somebody killed it; true when that was needed.</summary>
    /// <exception cref="PostgresClusterException">It did not start.</exception>
    public async Task<bool> Revive(CancellationToken ct)
    {
        if (_use is null || _cluster is null || _cluster.IsRunning) return false;

        await _cluster.Restart(ct);
        return true;
    }

    /// <summary>Stops the private cluster unless another process uses it. A killed process does not count: its lock went with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_use is null) return;

        await _use.DisposeAsync();
        _use = null;
        if (TryOwn(_usersFile) is not { } alone) return;

        await using (alone) _cluster!.Stop();
    }

    private static async Task<string> Serving(PostgresCluster cluster, CancellationToken ct)
    {
        const string login = "crm_host";
        var file = Path.Combine(cluster.Home, "password.host");
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var temporary = $"{file}.{Guid.CreateVersion7():N}";
            await using (var writer = new StreamWriter(temporary, options)) await writer.WriteAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
            try
            {
                File.Move(temporary, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process was first.
                File.Delete(temporary);
            }
        }

        var password = (await File.ReadAllTextAsync(file, ct)).Trim();
        await using var administrator = StoreDataSource.Open(cluster.ConnectionString() + ";Pooling=false");
        await DatabaseRoles.MakeLogin(administrator, login, password, ct);
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString()) { Username = login, Password = password }.ConnectionString;
    }

    // Several may read the file at once, none while one owns it: the operating system's shared and exclusive locks.
    private static async Task<FileStream> Share(string file, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (!File.Exists(file)) await File.WriteAllTextAsync(file, "Held by every process that uses the private cluster.\n", ct);
                return new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            }
            catch (IOException)
            {
                // The last user is stopping the cluster; it is started again after that.
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }
    }

    private static FileStream? TryOwn(string file)
    {
        try
        {
            return new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Crm.EventStore.Append;
using Npgsql;

namespace Crm.EventStore.LocalPostgres;

/// <param name="Folder">Where the cluster lives: made when it does not exist, used again when it does.</param>
/// <param name="Durable">Off only for fast tests: no fsync, so that a crash of the machine may lose everything; one of the server does not.</param>
/// <param name="BinariesFolder">Where PostgreSQL is installed; <c>null</c>: look for it.</param>
/// <param name="Settings">Further settings of the server.</param>
public sealed record PostgresClusterOptions(
    string Folder, bool Durable = true, string? BinariesFolder = null, IReadOnlyDictionary<string, string>? Settings = null);

/// <summary>A PostgreSQL server of our own: nothing to install, configure or remember.</summary>
/// <remarks>
/// It listens on a Unix socket in its folder (TCP on Windows, on the loopback only), under an unprivileged account, in a session of
/// its own, so that Ctrl+C reaches the host alone and the host stops it in order. A server left by a killed host is used again.
/// </remarks>
public sealed class PostgresCluster : IAsyncDisposable
{
    public const string User = "crm";

    private readonly PostgresBinaries _binaries;
    private readonly ServerAccount _account;
    private readonly string _password;
    private readonly string _host;
    private readonly int _port;

    private PostgresCluster(PostgresBinaries binaries, ServerAccount account, string home, string password, string host, int port) =>
        (_binaries, _account, Home, _password, _host, _port) = (binaries, account, home, password, host, port);

    /// <summary>Where data, socket and log really are; another than the folder asked for when the server's account cannot enter that.</summary>
    public string Home { get; }

    public string DataFolder => Path.Combine(Home, "data");

    public string LogFile => Path.Combine(Home, "run", "server.log");

    /// <summary>Makes the cluster if it does not exist, starts it if it does not run, and waits until it answers.</summary>
    /// <exception cref="PostgresMissingException">PostgreSQL is not installed.</exception>
    /// <exception cref="PostgresClusterException">The server did not start; the message has the end of its log.</exception>
    public static Task<PostgresCluster> Start(PostgresClusterOptions options, CancellationToken ct) =>
        Task.Run(() => StartNow(options, ct), ct);

    public string ConnectionString(string database = "crm") => new NpgsqlConnectionStringBuilder
    {
        Host = _host,
        Port = _port,
        Username = User,
        Password = _password,
        Database = database,
    }.ConnectionString;

    /// <summary>Makes a database if it does not exist.</summary>
    public async Task EnsureDatabase(string database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection);
        exists.Parameters.Add(new() { Value = database });
        if (await exists.ExecuteScalarAsync(ct) is true) return;
        await using var create = new NpgsqlCommand($"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        try
        {
            await create.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process made it at the same moment.
        }
    }

    /// <summary>The server's process id; <c>null</c> when it does not run.</summary>
    public int? ProcessId => ReadProcessId(DataFolder);

    /// <summary>Whether the process that last started as this server lives; a killed one leaves its number behind.</summary>
    public bool IsRunning => ProcessId is { } id && (OperatingSystem.IsLinux() ? WorkingFolderOf(id) == DataFolder : Lives(id));

    /// <summary>Starts it again after it was stopped or killed.</summary>
    public Task Restart(CancellationToken ct) => Task.Run(() => StartServer(_binaries, _account, Home, ct), ct);

    /// <summary>Stops the server in order: open transactions are rolled back, data is written out.</summary>
    public void Stop(bool immediately = false) =>
        _account.Run(_binaries.PgCtl, ["stop", "-D", DataFolder, "-m", immediately ? "immediate" : "fast", "-w", "-t", "60"]);

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private static PostgresCluster StartNow(PostgresClusterOptions options, CancellationToken ct)
    {
        var account = ServerAccount.Current();
        var home = HomeOf(Path.GetFullPath(options.Folder), account);
        using var alone = OneAtATime(home, ct);

        var data = Path.Combine(home, "data");
        var version = Path.Combine(data, "PG_VERSION");
        var binaries = PostgresBinaries.Find(
            options.BinariesFolder, File.Exists(version) ? int.Parse(File.ReadAllText(version), CultureInfo.InvariantCulture) : null);
        var password = PasswordOf(home);
        account.Own(Path.Combine(home, "run"));
        if (!File.Exists(version)) Make(binaries, account, home, password, options.Durable);

        var running = FindRunning(binaries, account, home, password, ct);
        if (running is not null) return running;

        var (host, port) = FreeAddress(home);
        File.WriteAllText(Path.Combine(data, "crm.conf"), Configuration(options, host, port));
        StartServer(binaries, account, home, ct);
        return new(binaries, account, home, password, host, port);
    }

    // Left by a killed host, if it answers. One that was killed itself may take a moment to be gone, one that starts to be ready.
    private static PostgresCluster? FindRunning(PostgresBinaries binaries, ServerAccount account, string home, string password, CancellationToken ct)
    {
        var data = Path.Combine(home, "data");
        while (true)
        {
            ForgetDeadServer(data);
            if (account.Run(binaries.PgCtl, ["status", "-D", data]).ExitCode != 0) return null;
            try
            {
                var (host, port) = AddressOfRunning(data);
                var cluster = new PostgresCluster(binaries, account, home, password, host, port);
                using var connection = new NpgsqlConnection(cluster.ConnectionString("postgres") + ";Pooling=false;Timeout=5");
                connection.Open();
                return cluster;
            }
            catch (Exception exception) when (StoreFaults.IsConnectionFault(exception))
            {
                if (ct.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100))) ct.ThrowIfCancellationRequested();
            }
        }
    }

    // The server's account must be able to enter every folder above the data; where it cannot, the data goes beside the temporary files.
    private static string HomeOf(string folder, ServerAccount account)
    {
        Directory.CreateDirectory(folder);
        if (account.CanEnter(folder)) return folder;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        var home = Path.Combine("/var/tmp", "crm-pg-" + name);
        Directory.CreateDirectory(home);
        File.WriteAllText(Path.Combine(folder, "moved-to"), home + "\n");
        return home;
    }

    private static FileStream OneAtATime(string home, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new(Path.Combine(home, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (ct.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100))) ct.ThrowIfCancellationRequested();
            }
        }
    }

    private static string PasswordOf(string home)
    {
        var file = Path.Combine(home, "password");
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        using var writer = new StreamWriter(file, options);
        writer.Write(password);
        return password;
    }

    // Made under another name first: a folder called "data" is always a whole one.
    private static void Make(PostgresBinaries binaries, ServerAccount account, string home, string password, bool durable)
    {
        var unfinished = Path.Combine(home, "data.new");
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        account.Own(unfinished);

        var passwordFile = Path.Combine(home, "run", "password.new");
        File.WriteAllText(passwordFile, password);
        account.Own(Path.Combine(home, "run"));
        try
        {
            string[] arguments = ["-D", unfinished, "-U", User, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", .. durable ? Array.Empty<string>() : ["-N"]];
            if (account.Run(binaries.InitDb, [.. arguments, "--locale=C.UTF-8"]).ExitCode != 0)
            {
                account.Own(unfinished);
                account.Require(binaries.InitDb, [.. arguments, "--locale=C"]);
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        File.AppendAllText(Path.Combine(unfinished, "postgresql.conf"), "\ninclude 'crm.conf'\n");
        Directory.Move(unfinished, Path.Combine(home, "data"));
    }

    private static string Configuration(PostgresClusterOptions options, string host, int port)
    {
        var unix = host.StartsWith('/');
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = unix ? "" : host,
            ["unix_socket_directories"] = unix ? host : "",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["max_wal_size"] = "2GB",
            ["checkpoint_timeout"] = "15min",
            ["random_page_cost"] = "1.1",
            ["jit"] = "off",
            ["log_line_prefix"] = "%m [%p] ",
            ["fsync"] = options.Durable ? "on" : "off",
            ["full_page_writes"] = options.Durable ? "on" : "off",
        };
        foreach (var (name, value) in options.Settings ?? new Dictionary<string, string>()) settings[name] = value;
        return string.Concat(settings.Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''", StringComparison.Ordinal)}'\n"));
    }

    // pg_ctl gives the server a session of its own, so that the terminal's Ctrl+C does not reach it.
    private static void StartServer(PostgresBinaries binaries, ServerAccount account, string home, CancellationToken ct)
    {
        var data = Path.Combine(home, "data");
        var log = Path.Combine(home, "run", "server.log");
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            ForgetDeadServer(data);
            var (exitCode, output) = account.Run(binaries.PgCtl, ["start", "-D", data, "-l", log, "-w", "-t", "120"]);
            if (exitCode == 0) return;
            var said = File.Exists(log) ? string.Join(Environment.NewLine, File.ReadLines(log).TakeLast(15)) : output;

            // The processes of a killed server take a moment to notice that it is gone; until then its memory is theirs.
            var stillEnding = said.Contains("pre-existing shared memory block", StringComparison.Ordinal)
                || said.Contains("already exists", StringComparison.Ordinal);
            if (!stillEnding || TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(30))
            {
                throw new PostgresClusterException($"PostgreSQL did not start in {data}:{Environment.NewLine}{said}");
            }

            if (ct.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200))) ct.ThrowIfCancellationRequested();
        }
    }

    // The pid file may name a process that was killed, or one that is somebody else's by now; the server would then refuse to start.
    private static void ForgetDeadServer(string data)
    {
        if (!OperatingSystem.IsLinux()) return;
        var home = Path.GetDirectoryName(data)!;
        foreach (var file in new[] { Path.Combine(data, "postmaster.pid"), Path.Combine(home, "run", ".s.PGSQL.5432.lock") })
        {
            if (FirstNumberIn(file) is { } processId && WorkingFolderOf(processId) != data) File.Delete(file);
        }
    }

    private static bool Lives(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string? WorkingFolderOf(int processId)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{processId}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int? ReadProcessId(string data) => FirstNumberIn(Path.Combine(data, "postmaster.pid"));

    private static int? FirstNumberIn(string file) =>
        File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static (string Host, int Port) AddressOfRunning(string data)
    {
        // Lines of postmaster.pid: pid, data folder, start time, port, socket folder, listen address.
        var lines = File.ReadAllLines(Path.Combine(data, "postmaster.pid"));
        if (lines.Length < 6) throw new IOException("The server is just starting.");
        return (lines[4].Length > 0 ? lines[4] : lines[5], int.Parse(lines[3], CultureInfo.InvariantCulture));
    }

    private static (string Host, int Port) FreeAddress(string home)
    {
        const int longestSocketPath = 107;
        var sockets = Path.Combine(home, "run");
        if (!OperatingSystem.IsWindows() && Encoding.UTF8.GetByteCount(sockets + "/.s.PGSQL.5432.lock") < longestSocketPath) return (sockets, 5432);

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
    }
}

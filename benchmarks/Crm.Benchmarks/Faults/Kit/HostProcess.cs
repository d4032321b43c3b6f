using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Crm.Api.Hosting;

namespace Crm.Benchmarks.Faults.Kit;

/// <summary>How the product is started: in a process of its own, on a database that this program keeps, with secrets that every host shares.</summary>
/// <param name="Folder">For the host's own files and its log.</param>
internal sealed record HostSettings(string ConnectionString, string Folder)
{
    private readonly string _masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly string _secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public void ApplyTo(ProcessStartInfo start)
    {
        var environment = start.Environment;
        environment["ASPNETCORE_ENVIRONMENT"] = environment["DOTNET_ENVIRONMENT"] = "Production";
        environment["ConnectionStrings__Crm"] = ConnectionString;
        environment["Crm__Folder"] = Folder;
        environment["Crm__MasterKey"] = _masterKey;
        environment["Crm__InstallationSecret"] = _secret;
        environment["Crm__SignInsPerMinute"] = "100000";
        // One person gives all the load here.
        environment["Crm__RequestsPerMinute__User"] = environment["Crm__RequestsPerMinute__Address"] = "100000000";
        environment["Crm__Live__StreamsPerUser"] = "100000";
        foreach (var name in new[] { "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath" }) environment.Remove(name);
    }
}

/// <summary>The host as it is shipped, in a process of its own, so that it can be killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly string Program = typeof(CrmHost).Assembly.Location;
    private readonly Process _process;
    private readonly HttpClient _asking;
    private bool _disposed;

    private HostProcess(Process process, Uri url, string log)
    {
        (_process, Url, Log) = (process, url, log);
        _asking = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(10) };
    }

    public Uri Url { get; }

    /// <summary>Where its standard output and error go.</summary>
    public string Log { get; }

    public int ProcessId => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts a host; it need not be ready yet, nor the database be there.</summary>
    /// <param name="program">What to start instead of the product's own program.</param>
    public static HostProcess Start(HostSettings settings, int? port = null, IReadOnlyList<string>? program = null)
    {
        var url = new Uri($"http://127.0.0.1:{(port ?? FreePort()).ToString(CultureInfo.InvariantCulture)}");
        Directory.CreateDirectory(settings.Folder);
        var log = Path.Combine(settings.Folder, $"host-{url.Port}.log");
        // A file takes what it writes as fast as it comes, as under a service manager; a pipe would have to be read by this program.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >> \"$CRM_HOST_LOG\" 2>&1", "dotnet", .. program ?? [Program, "run"], $"--urls={url.AbsoluteUri.TrimEnd('/')}"]);
        settings.ApplyTo(start);
        start.Environment["CRM_HOST_LOG"] = log;
        return new(Process.Start(start)!, url, log);
    }

    /// <summary>Runs a verb of the command line on the same database and gives what it wrote. Throws with its output when it failed.</summary>
    public static async Task<string> Verb(HostSettings settings, string? input, CancellationToken ct, params IEnumerable<string> words)
    {
        var (code, output, error) = await TryVerb(settings, input, ct, words);
        return code == 0 ? output : throw new InvalidOperationException($"crm {string.Join(' ', words)} ended with {code}:\n{output}\n{error}");
    }

    public static async Task<(int Code, string Output, string Error)> TryVerb(HostSettings settings, string? input, CancellationToken ct, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        settings.ApplyTo(start);
        using var process = Process.Start(start)!;
        if (input is not null) await process.StandardInput.WriteLineAsync(input.AsMemory(), ct);
        process.StandardInput.Close();
        var reading = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await reading.Item1, await reading.Item2);
    }

    /// <summary>Returns when it takes requests.</summary>
    public Task Ready(CancellationToken ct) => Until.True(async () =>
    {
        if (!IsRunning) throw new InvalidOperationException($"The host ended with {_process.ExitCode}:\n{string.Join('\n', File.ReadLines(Log).TakeLast(20))}");
        return await StatusOf("/health/ready", ct) == HttpStatusCode.OK;
    }, $"host {Url} is ready", TimeSpan.FromSeconds(60), ct);

    /// <summary>Returns when its HTTP server answers, whatever the database does.</summary>
    public Task Listens(CancellationToken ct) =>
        Until.True(async () => await StatusOf("/health/live", ct) == HttpStatusCode.OK, $"host {Url} answers", TimeSpan.FromSeconds(60), ct);

    /// <summary><c>kill -9</c>.</summary>
    public void Kill()
    {
        if (IsRunning) _process.Kill();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30))) throw new TimeoutException($"The host {_process.Id} lives on 30 s after it was killed.");
    }

    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;

        _disposed = true;
        Kill();
        _process.Dispose();
        _asking.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpStatusCode?> StatusOf(string path, CancellationToken ct)
    {
        try
        {
            using var answer = await _asking.GetAsync(path, ct);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            // So busy that it does not answer in time is not ready either.
            return null;
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Crm.Api.Hosting;
using Crm.EventStore.LocalPostgres;
using Npgsql;

namespace Crm.Api.Cli;

/// <summary><c>check-env</c>: whether this machine and configuration can run the product, each point with what to do.</summary>
internal static class CheckEnvVerb
{
    private sealed record Check(string Name, bool Ok, string Detail);

    public static Command Make() => new Command("check-env", "Whether this machine and configuration can run the product").DoesAlone(async (parsed, output, ct) =>
    {
        var builder = CrmHost.CreateBuilder(CliSurroundings.Of(parsed).Settings);
        var checks = new List<Check> { new("runtime", Environment.Version.Major >= 10, $".NET {Environment.Version}"), Zones() };
        Installation? installation = null;
        checks.Add(Try("configuration", () =>
        {
            installation = Installation.From(builder.Configuration, builder.Environment);
            return $"{builder.Environment.EnvironmentName}; own files in {installation.Folder}";
        }));
        checks.Add(Try("folder", () => Writable(installation?.Folder ?? Path.GetTempPath())));
        checks.Add(installation?.ConnectionString is { } connection ? await Server(connection, ct) : Try("postgresql", () =>
        {
            var binaries = PostgresBinaries.Find(builder.Configuration["Crm:PostgresBinaries"]);
            return $"PostgreSQL {binaries.Major} in {binaries.Folder}, for a private cluster";
        }));
        checks.Add(Port(builder.Configuration["urls"] ?? "http://localhost:5080"));

        output.Table(checks, ("check", check => check.Name), ("ok", check => check.Ok), ("detail", check => check.Detail));
        return checks.All(check => check.Ok) ? ExitCodes.Success : ExitCodes.Failure;
    });

    private static Check Try(string name, Func<string> check)
    {
        try
        {
            return new(name, true, check());
        }
        catch (Exception exception) when (exception is ConfigurationException or PostgresMissingException or IOException or UnauthorizedAccessException)
        {
            return new(name, false, exception.Message);
        }
    }

    private static Check Zones() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("America/Bogota", out _)
            ? new("time zones", true, "IANA zones are known")
            : new("time zones", false, "America/Bogota is not known: install tzdata");

    private static string Writable(string folder)
    {
        Directory.CreateDirectory(folder);
        var probe = Path.Combine(folder, $"probe-{Guid.CreateVersion7():N}");
        File.WriteAllText(probe, "");
        File.Delete(probe);
        return $"{folder} can be written";
    }

    private static async Task<Check> Server(string connection, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var open = await source.OpenConnectionAsync(ct);
            return new(
                "postgresql", open.PostgreSqlVersion.Major >= PostgresBinaries.OldestMajor,
                $"PostgreSQL {open.PostgreSqlVersion} answers in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms; {PostgresBinaries.OldestMajor} or newer is needed");
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or TimeoutException or ArgumentException)
        {
            return new("postgresql", false, $"The configured server cannot be reached: {exception.Message}");
        }
    }

    // A port in use is told, not failed: it may be this very product that runs.
    private static Check Port(string urls)
    {
        var port = new Uri(urls.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal)).Port;
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return new("port", true, $"{port} is free");
        }
        catch (SocketException)
        {
            return new("port", true, $"{port} is in use, perhaps by a host that runs already");
        }
    }
}

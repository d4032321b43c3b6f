using System.Diagnostics;

namespace Crm.EventStore.LocalPostgres;

/// <summary>Runs a program of the operating system and gathers what it says.</summary>
internal static class LocalCommand
{
    // Longer than pg_ctl is told to wait for a server.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static (int ExitCode, string Output) Run(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{file}' could not be started.");
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!said.Wait(Patience) || !process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new PostgresClusterException($"'{file} {string.Join(' ', start.ArgumentList)}' did not end within {Patience.TotalMinutes} minutes and was ended.");
        }

        return (process.ExitCode, string.Concat(said.Result));
    }

    /// <exception cref="PostgresClusterException">It ended with another exit code than 0; the message holds what it said.</exception>
    public static string Require(string file, IEnumerable<string> arguments)
    {
        var list = arguments.ToList();
        var (exitCode, output) = Run(file, list);
        return exitCode == 0 ? output : throw new PostgresClusterException($"'{file} {string.Join(' ', list)}' ended with {exitCode}: {output.Trim()}");
    }
}

/// <summary>The private cluster could not be made or started.</summary>
public sealed class PostgresClusterException(string message) : Exception(message);

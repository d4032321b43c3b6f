using System.Diagnostics;

namespace Crm.EventStore.LocalPostgres;

/// <summary>Runs a program of the operating system and gathers what it says.</summary>
internal static class LocalCommand
{
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
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
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

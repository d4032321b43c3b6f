using System.Diagnostics;
using System.Globalization;

namespace Crm.Benchmarks;

/// <summary>Processor time used by this process and by a PostgreSQL server: what a command costs, whatever else the machine does.</summary>
public readonly record struct CpuTime(TimeSpan Host, TimeSpan Server)
{
    public TimeSpan Total => Host + Server;

    public static CpuTime operator -(CpuTime left, CpuTime right) => new(left.Host - right.Host, left.Server - right.Server);

    /// <summary>Used so far. The server's part is known on Linux only, and of processes that still run.</summary>
    public static CpuTime Now(int postmaster)
    {
        using var host = Process.GetCurrentProcess();
        return new(host.TotalProcessorTime, OperatingSystem.IsLinux() ? TimeSpan.FromSeconds(Directory.EnumerateDirectories("/proc").Sum(folder => Ticks(folder, postmaster)) / 100.0) : TimeSpan.Zero);
    }

    // /proc/<pid>/stat after the name in brackets: state, parent, ...; the 12th and 13th of these are user and system time in hundredths.
    private static long Ticks(string folder, int postmaster)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)) return 0;
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return process == postmaster || fields[1] == postmaster.ToString(CultureInfo.InvariantCulture)
                ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

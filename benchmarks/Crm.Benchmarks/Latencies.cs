using System.Globalization;

namespace Crm.Benchmarks;

/// <summary>What a round of load came to.</summary>
/// <param name="Sorted">Every call's duration, in order of size.</param>
public sealed record Latencies(TimeSpan Elapsed, IReadOnlyList<TimeSpan> Sorted)
{
    public double PerSecond => Sorted.Count / Elapsed.TotalSeconds;

    public TimeSpan Percentile(double share) => Sorted.Count == 0 ? TimeSpan.Zero : Sorted[(int)Math.Min(Sorted.Count - 1, Sorted.Count * share)];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{PerSecond,8:N0}/s   p50 {Percentile(0.50).TotalMilliseconds,7:N2} ms   p99 {Percentile(0.99).TotalMilliseconds,7:N2} ms")
        + (Cpu == default ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"   cpu {CpuPerCall,5:N0} µs (host {Cpu.Host.TotalMicroseconds / Math.Max(1, Sorted.Count):N0}, server {Cpu.Server.TotalMicroseconds / Math.Max(1, Sorted.Count):N0})"));

    /// <summary>Processor time of host and server, where it was measured.</summary>
    public CpuTime Cpu { get; init; }

    /// <summary>Microseconds of processor time per call.</summary>
    public double CpuPerCall => Cpu.Total.TotalMicroseconds / Math.Max(1, Sorted.Count);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>Callers that each do one call after the other for a while.</summary>
    /// <param name="call">Gets the caller's number, from 0.</param>
    /// <param name="postmaster">The server's process, to measure processor time too.</param>
    public static async Task<Latencies> Measure(int callers, TimeSpan duration, Func<int, Task> call, int? postmaster = null)
    {
        var used = postmaster is { } server ? CpuTime.Now(server) : default;
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = new List<TimeSpan>();
            while (clock.GetElapsedTime(start) < duration)
            {
                var before = clock.GetTimestamp();
                await call(caller);
                mine.Add(clock.GetElapsedTime(before));
            }

            return mine;
        })));
        var elapsed = clock.GetElapsedTime(start);
        return new(elapsed, [.. all.SelectMany(mine => mine).Order()]) { Cpu = postmaster is { } measured ? CpuTime.Now(measured) - used : default };
    }
}

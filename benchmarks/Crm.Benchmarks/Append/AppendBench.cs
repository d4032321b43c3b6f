using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Benchmarks.Append;

/// <summary>One-event commands on hot aggregates: the engine beside one transaction per command, in turns on one cluster.</summary>
internal static class AppendBench
{
    public static async Task<int> Run(int[] callers, int rounds, TimeSpan duration, int lanes, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        await database.Execute(PlainAppend.Function, ct);
        var log = database.OpenLog(Meter.Types, new AppendLimits(Lanes: lanes));
        var aggregates = new Aggregates(log);
        var plain = new PlainAppend(database.Source, database.Serializer(Meter.Types));
        var server = database.Cluster.ProcessId!.Value;
        await Round(8, TimeSpan.FromSeconds(2), Engine, Plain, server);

        foreach (var count in callers)
        {
            var engine = new List<Latencies>();
            var baseline = new List<Latencies>();
            for (var round = 0; round < rounds; round++)
            {
                var (mine, other) = await Round(count, duration, Engine, Plain, server);
                engine.Add(mine);
                baseline.Add(other);
                await output.WriteLineAsync($"{count,4} callers   engine   {mine}");
                await output.WriteLineAsync($"{count,4} callers   plain    {other}");
            }

            var cpu = Latencies.Median(engine.Zip(baseline, (mine, other) => other.CpuPerCall / mine.CpuPerCall));
            var ratio = Latencies.Median(engine.Zip(baseline, (mine, other) => mine.PerSecond / other.PerSecond));
            await output.WriteLineAsync(
                $"{count,4} callers   ratio {ratio:N2}   ratio of processor time {cpu:N2}   engine p50 {Latencies.Median(engine.Select(r => r.Percentile(0.5).TotalMilliseconds)):N2} ms"
                + $"   p99 {Latencies.Median(engine.Select(r => r.Percentile(0.99).TotalMilliseconds)):N2} ms   median {Latencies.Median(engine.Select(r => r.PerSecond)):N0}/s");
        }

        return 0;

        async Task Engine(Guid id, EventMetadata metadata)
        {
            var meter = await aggregates.Load<Meter>(id, Meter.Evolve, fresh: false, ct);
            var unit = Meter.Next(id, meter, metadata);
            if (await log.Append(unit, ct) is not AppendOutcome.Appended appended) throw new InvalidOperationException("A meter has one reader; it cannot conflict.");
            aggregates.Remember(id, Meter.Evolve(meter.State, unit.Appends[0].Events[0])!, appended.Versions[id]);
        }

        async Task Plain(Guid id, EventMetadata metadata)
        {
            var meter = await aggregates.Load<Meter>(id, Meter.Evolve, fresh: false, ct);
            var unit = Meter.Next(id, meter, metadata);
            if (!await plain.Append(unit, ct)) throw new InvalidOperationException("A meter has one reader; it cannot conflict.");
            aggregates.Remember(id, Meter.Evolve(meter.State, unit.Appends[0].Events[0])!, meter.Version + 1);
        }
    }

    private static async Task<(Latencies Engine, Latencies Plain)> Round(
        int callers, TimeSpan duration, Func<Guid, EventMetadata, Task> engine, Func<Guid, EventMetadata, Task> plain, int server)
    {
        const int metersEach = 10;
        var meters = Enumerable.Range(0, callers * metersEach).Select(_ => Guid.CreateVersion7()).ToArray();
        var actors = meters.Select(_ => new EventMetadata(Guid.CreateVersion7(), Guid.CreateVersion7().ToString(), Command: "ReadMeter")).ToArray();
        var turn = new int[callers];
        return (await Latencies.Measure(callers, duration, caller => Next(engine, caller), server), await Latencies.Measure(callers, duration, caller => Next(plain, caller), server));

        Task Next(Func<Guid, EventMetadata, Task> append, int caller)
        {
            var meter = caller * metersEach + turn[caller]++ % metersEach;
            return append(meters[meter], actors[meter]);
        }
    }
}

using Crm.Benchmarks.Append;
using Crm.EventStore.Append;
using Crm.EventStore.Sealing;
using Crm.EventStore.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Crm.Benchmarks.Sealing;

/// <summary>One-event commands at a steady rate, then as fast as they go, each with and without a sealer beside them.</summary>
internal static class KeepUpBench
{
    private const int Callers = 64;

    public static async Task Run(int rate, int seconds, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        var keys = Directory.CreateTempSubdirectory("crm-bench-keys-");
        var store = new SealStore(database.Source);
        var options = new SealingOptions(keys.FullName, true);
        var log = database.OpenLog(Meter.Types);
        var aggregates = new Aggregates(log);
        await Load("warming up", rate, 3, sealing: false);
        foreach (var sealing in new[] { false, true }) await Load($"{rate:N0}/s", rate, seconds, sealing);
        for (var round = 0; round < 2; round++)
        {
            foreach (var sealing in new[] { false, true }) await Load("as fast as it goes", int.MaxValue, seconds / 2, sealing);
        }

        keys.Delete(recursive: true);

        async Task Load(string name, int perSecond, int length, bool sealing)
        {
            // Whatever was not sealed meanwhile is sealed before, so that the sealer begins at the end.
            await new Sealer(store, new(options.KeyFolder, true), options.Seals, TimeProvider.System).Seal(SealSource.Events, everything: true, ct);
            using var host = new SealingHost(
                store, new(store, new(options.KeyFolder, true), options.Seals, TimeProvider.System), new HeadPublishing(store, []), options, TimeProvider.System, NullLogger<SealingHost>.Instance);
            if (sealing) await host.StartAsync(ct);
            using var done = new CancellationTokenSource();
            var lag = sealing ? Watch(store, done.Token) : Task.FromResult((Rows: 0L, Seconds: 0.0));
            using var pace = new Pace(perSecond);
            var metersOf = Enumerable.Range(0, Callers).Select(_ => (Meters: Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray(), Actor: Guid.CreateVersion7())).ToArray();
            var turn = new int[Callers];
            var result = await Latencies.Measure(Callers, TimeSpan.FromSeconds(length), async caller =>
            {
                await pace.Next();
                var (meters, actor) = metersOf[caller];
                await Append(meters[turn[caller]++ % meters.Length], new EventMetadata(actor, Guid.CreateVersion7().ToString(), Command: "ReadMeter"));
            }, database.Cluster.ProcessId);
            await done.CancelAsync();
            var worst = await lag;
            await host.StopAsync(CancellationToken.None);
            await output.WriteLineAsync($"{name,-18} {(sealing ? "sealing" : "alone  ")} {result}" + (sealing ? $"   at most {worst.Rows:N0} events and {worst.Seconds:0.0} s unsealed" : ""));
        }

        async Task Append(Guid id, EventMetadata metadata)
        {
            var meter = await aggregates.Load<Meter>(id, Meter.Evolve, fresh: false, ct);
            var unit = Meter.Next(id, meter, metadata);
            if (await log.Append(unit, ct) is not AppendOutcome.Appended appended) throw new InvalidOperationException("A meter has one reader; it cannot conflict.");
            aggregates.Remember(id, Meter.Evolve(meter.State, unit.Appends[0].Events[0])!, appended.Versions[id]);
        }
    }

    private static async Task<(long Rows, double Seconds)> Watch(SealStore store, CancellationToken ct)
    {
        var statuses = new SealStatuses(store);
        var worst = (Rows: 0L, Seconds: 0.0);
        while (!ct.IsCancellationRequested)
        {
            var events = (await statuses.All(CancellationToken.None))[0];
            worst = (Math.Max(worst.Rows, events.LagRows), Math.Max(worst.Seconds, events.LagSeconds));
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return worst;
    }

    /// <summary>Lets so many calls begin each second, in steps of ten milliseconds.</summary>
    private sealed class Pace : IDisposable
    {
        private readonly SemaphoreSlim _permits = new(0);
        private readonly ITimer? _timer;
        private readonly long _start = TimeProvider.System.GetTimestamp();
        private long _released;

        public Pace(int perSecond)
        {
            if (perSecond == int.MaxValue) return;
            _timer = TimeProvider.System.CreateTimer(_ =>
            {
                var due = (long)(TimeProvider.System.GetElapsedTime(_start).TotalSeconds * perSecond) - Interlocked.Read(ref _released);
                if (due <= 0) return;
                Interlocked.Add(ref _released, due);
                _permits.Release((int)due);
            }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        }

        public Task Next() => _timer is null ? Task.CompletedTask : _permits.WaitAsync();

        public void Dispose()
        {
            _timer?.Dispose();
            _permits.Dispose();
        }
    }
}

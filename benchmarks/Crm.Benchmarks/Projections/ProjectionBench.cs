using System.Globalization;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.Projections;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;

namespace Crm.Benchmarks.Projections;

/// <summary>Catch-up of the heaviest tray beside a plain reading of the same events; rebuilds of it and of a counter; memory.</summary>
internal static class ProjectionBench
{
    public static async Task<int> Run(int events, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        await new Histories(database).Load(events, ct);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var memory = new MemoryWatch();
        var cpu = memory.Processor;
        var log = database.OpenLog(DomainEvents.Types());

        var plain = await Rate("plain reading", async () =>
        {
            await foreach (var page in log.ReadAll(0, types: null, 5_000, ct)) memory.Look();
        });

        var caughtUp = new ProjectionEngine(
            database.Source, log, DomainEvents.Types(), BenchDatabase.Json, [new AccountsTray()], new() { RebuildFrom = long.MaxValue });
        await using (caughtUp)
        {
            await caughtUp.Prepare(ct);
            var catchUp = await Rate("catch-up of accounts_tray", async () =>
            {
                await caughtUp.Start(ct);
                while (!await caughtUp.Progress.WaitFor<AccountsTray>(events, TimeSpan.FromMilliseconds(200), ct)) memory.Look();
            });
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"catch-up / plain reading          {catchUp / plain,12:P0}"));
            await Rebuild(caughtUp, "accounts_tray");
        }

        await using var counters = new ProjectionEngine(database.Source, log, DomainEvents.Types(), BenchDatabase.Json, [new AttemptCounts(), new PortfolioLedger()]);
        await counters.Prepare(ct);
        await Rebuild(counters, "attempt_counts");

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"most memory: working set {memory.WorkingSet >> 20} MB, managed {memory.Managed >> 20} MB"));
        return 0;

        async Task<double> Rate(string what, Func<Task> work)
        {
            var start = TimeProvider.System.GetTimestamp();
            await work();
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            memory.Look();
            await Line(what, events, elapsed);
            return events / elapsed.TotalSeconds;
        }

        async Task Rebuild(ProjectionEngine engine, string name)
        {
            var report = await engine.Rebuilder.Rebuild(name, new(Restart: true), new Watching(memory), ct);
            await Line($"rebuild of {name}", report.EventsRead, report.Elapsed);
        }

        async Task Line(string what, long count, TimeSpan elapsed)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-48} {count,10:N0} events in {elapsed.TotalSeconds,7:N2} s   {count / elapsed.TotalSeconds,10:N0}/s   this process used {(memory.Processor - cpu).TotalSeconds,6:N2} s of a core"));
            cpu = memory.Processor;
        }
    }

    private sealed class Watching(MemoryWatch memory) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => memory.Look();
    }
}

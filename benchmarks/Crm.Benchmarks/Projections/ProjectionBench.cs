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
    public static async Task<int> Run(int events, int beside, bool synchronous, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        var server = database.Cluster.ProcessId!.Value;
        await new Histories(database).Load(events, ct, beside);
        // What the loading left to be written later is not the projections' to pay.
        await database.Execute("vacuum analyze mt_events", ct);
        await database.Execute("checkpoint", ct);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var memory = new MemoryWatch();
        var log = database.OpenLog(DomainEvents.Types());

        // The first reading warms; the second is compared with.
        await Rate("plain reading, cold", Read);
        var plain = await Rate("plain reading", Read);

        var caughtUp = new ProjectionEngine(
            database.Source, log, DomainEvents.Types(), BenchDatabase.Json, [new AccountsTray()], new() { RebuildFrom = long.MaxValue, SynchronousViews = synchronous });
        await using (caughtUp)
        {
            await caughtUp.Prepare(ct);
            var catchUp = await Rate("catch-up of accounts_tray", async () =>
            {
                await caughtUp.Start(ct);
                while (!await caughtUp.Progress.WaitFor<AccountsTray>(events, TimeSpan.FromMilliseconds(50), ct)) memory.Look();
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

        async Task Read()
        {
            await foreach (var page in log.ReadAll(0, types: null, new ProjectionOptions().RebuildPage, ct)) memory.Look();
        }

        async Task<double> Rate(string what, Func<Task> work)
        {
            var cpu = CpuTime.Now(server);
            var start = TimeProvider.System.GetTimestamp();
            await work();
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            memory.Look();
            await Line(what, events, elapsed, CpuTime.Now(server) - cpu);
            return events / elapsed.TotalSeconds;
        }

        // Over all events of the store: those of other types are left out by the database.
        async Task Rebuild(ProjectionEngine engine, string name)
        {
            var watching = new Watching(memory);
            RebuildReport? report = null;
            await Rate($"rebuild of {name}", async () => report = await engine.Rebuilder.Rebuild(name, new(Restart: true), watching, ct));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"    {report!.EventsRead:N0} of them are its own: {report.EventsRead / report.Elapsed.TotalSeconds:N0}/s, passes {report.Passes}; {watching}"));
        }

        async Task Line(string what, long count, TimeSpan elapsed, CpuTime cpu) => await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-28} {count,10:N0} events in {elapsed.TotalSeconds,7:N2} s   {count / elapsed.TotalSeconds,10:N0}/s   processor: host {cpu.Host.TotalSeconds,6:N2} s, server {cpu.Server.TotalSeconds,6:N2} s"));
    }

    /// <summary>How long each phase of a rebuild took.</summary>
    private sealed class Watching(MemoryWatch memory) : IProgress<RebuildProgress>
    {
        private readonly List<(string Phase, long Begun)> _phases = [];

        public void Report(RebuildProgress value)
        {
            memory.Look();
            if (_phases.Count == 0 || _phases[^1].Phase != value.Phase) _phases.Add((value.Phase, TimeProvider.System.GetTimestamp()));
        }

        public override string ToString() => string.Join(", ", _phases.Zip(_phases.Skip(1), (phase, next) =>
            string.Create(CultureInfo.InvariantCulture, $"{phase.Phase} {TimeProvider.System.GetElapsedTime(phase.Begun, next.Begun).TotalSeconds:N2} s")));
    }
}

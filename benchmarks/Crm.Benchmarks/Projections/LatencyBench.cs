using System.Collections.Concurrent;
using System.Globalization;
using Crm.Domain.Collections.ContactAttempts;
using Crm.EventStore.Append;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections;
using Crm.Projections.Collections;

namespace Crm.Benchmarks.Projections;

/// <summary>From commit to visible in the collectors' tray under a steady load, with every read model of the product live on the same host.</summary>
internal static class LatencyBench
{
    public static async Task<int> Run(int accounts, int[] rates, TimeSpan duration, bool synchronous, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        var histories = new Histories(database);
        var loaded = await histories.Load(accounts * Histories.EventsPerAccount, ct);
        var log = database.OpenLog(DomainEvents.Types());
        await using var engine = new ProjectionEngine(database.Source, log, DomainEvents.Types(), BenchDatabase.Json, ReadModels.All, new() { SynchronousViews = synchronous });
        await engine.Start(ct);
        var head = await log.Head(ct);
        while (!await engine.Progress.WaitFor(engine.Admin.Projections, head, TimeSpan.FromSeconds(1), ct)) ct.ThrowIfCancellationRequested();

        await Load(rates[0], TimeSpan.FromSeconds(3));
        foreach (var rate in rates)
        {
            var paused = GC.GetTotalPauseDuration();
            var (latencies, elapsed) = await Load(rate, duration);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rate,6}/s asked   commit to visible   {new Latencies(elapsed, latencies)}   longest {latencies[^1].TotalMilliseconds:N0} ms   paused by the garbage collector {(GC.GetTotalPauseDuration() - paused) / elapsed:P1} of the time"));
        }

        return 0;

        async Task<(IReadOnlyList<TimeSpan> Latencies, TimeSpan Elapsed)> Load(int rate, TimeSpan time)
        {
            var clock = TimeProvider.System;
            var all = new ConcurrentBag<TimeSpan>();
            var running = new List<Task>();
            var start = clock.GetTimestamp();
            var step = 0;
            // Ten times a second would be waves: what is due is sent every other millisecond, as callers come by themselves.
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
            while (clock.GetElapsedTime(start) < time)
            {
                for (var due = clock.GetElapsedTime(start).TotalSeconds * rate; step < due; step++)
                    running.Add(One(histories.Attempt(loaded[step * 7919 % loaded.Count], step % 10)));
                await tick.WaitForNextTickAsync(ct);
            }

            await Task.WhenAll(running);
            return ([.. all.Order()], clock.GetElapsedTime(start));

            async Task One(ContactAttempted attempt)
            {
                var outcome = (AppendOutcome.Appended)await log.Append(
                    new(EventMetadata.None, new StreamAppend(attempt.AttemptId.Value, "contact_attempt", 0, [attempt])), ct);
                var committed = clock.GetTimestamp();
                if (!await engine.Progress.WaitFor<AccountsTray>(outcome.Position, TimeSpan.FromSeconds(30), ct)) throw new TimeoutException("The tray does not follow.");
                all.Add(clock.GetElapsedTime(committed));
            }
        }
    }
}

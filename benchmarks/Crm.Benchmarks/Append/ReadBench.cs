using System.Globalization;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Benchmarks.Append;

/// <summary>How fast events are read and deserialised, and what a cold command costs.</summary>
internal static class ReadBench
{
    /// <summary>Reads everything in pages of 5,000, as a projection's reader does, without any projection.</summary>
    public static async Task<int> Read(int events, int rounds, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        var log = database.OpenLog(Meter.Types, new AppendLimits(Events: 5_000));
        await Fill(log, events, ct);
        await database.Execute("analyze mt_events", ct);

        for (var round = 0; round < rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            long read = 0;
            await foreach (var page in log.ReadAll(0, null, 5_000, ct)) read += page.Count;
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"read {read:N0} events in {elapsed.TotalSeconds:N2} s: {read / elapsed.TotalSeconds:N0}/s, host memory {Environment.WorkingSet / 1024 / 1024} MB"));
        }

        return 0;
    }

    /// <summary>Load, decide and append on streams of 20 events that are not in the cache; the server counts the round trips.</summary>
    public static async Task<int> Cold(int streams, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct, new Dictionary<string, string> { ["shared_preload_libraries"] = "pg_stat_statements" });
        var filling = database.OpenLog(Meter.Types);
        var meters = Enumerable.Range(0, streams).Select(_ => Guid.CreateVersion7()).ToArray();
        await filling.AppendMany([.. meters.Select(id => TwentyReadings(id))], ct);

        var log = database.OpenLog(Meter.Types);
        var aggregates = new Aggregates(log);
        await Command(meters[0]);
        await Command(meters[1]);
        await database.Execute("create extension if not exists pg_stat_statements", ct);
        await database.Execute("select pg_stat_statements_reset()", ct);
        var durations = new List<TimeSpan>();
        foreach (var id in meters.Skip(2))
        {
            var start = TimeProvider.System.GetTimestamp();
            await Command(id);
            durations.Add(TimeProvider.System.GetElapsedTime(start));
        }

        await using var count = database.Source.CreateCommand("select sum(calls)::bigint from pg_stat_statements where query not like '%pg_stat_statements%'");
        var calls = Convert.ToInt64(await count.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
        durations.Sort();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"cold aggregate of 20 events: {(double)calls / durations.Count:N2} statements per command, p50 {durations[durations.Count / 2].TotalMilliseconds:N2} ms"));
        return 0;

        async Task Command(Guid id)
        {
            var meter = await aggregates.Load<Meter>(id, Meter.Evolve, fresh: false, ct);
            if (meter.State?.Readings != 20) throw new InvalidOperationException("The stream is not the one that was written.");
            if (await log.Append(Meter.Next(id, meter, EventMetadata.None), ct) is not AppendOutcome.Appended) throw new InvalidOperationException("Nobody else writes.");
        }
    }

    public static async Task Fill(EventLog log, int events, CancellationToken ct)
    {
        var metadata = new EventMetadata(Guid.CreateVersion7(), "benchmark", Command: "ReadMeter");
        foreach (var chunk in Enumerable.Range(0, events / 20).Chunk(250))
        {
            await log.AppendMany([.. chunk.Select(_ => TwentyReadings(Guid.CreateVersion7(), metadata))], ct);
        }
    }

    private static AppendUnit TwentyReadings(Guid id, EventMetadata? metadata = null) => new(
        metadata ?? EventMetadata.None,
        new StreamAppend(id, "meter", 0, [.. Enumerable.Range(1, 20).Select(value => new MeterRead(id, id, value, "kWh", "America/Bogota", new(2026, 6, 1), "field visit"))]));
}

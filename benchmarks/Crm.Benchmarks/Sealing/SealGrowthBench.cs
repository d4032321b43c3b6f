using Crm.EventStore.Sealing;

namespace Crm.Benchmarks.Sealing;

/// <summary>A history that grows: events made straight in the table, sealed, verified, and proven one by one.</summary>
internal static class SealGrowthBench
{
    private const int Proofs = 300;

    // As large as events usually are; ten to a stream.
    private const string Generate = """
        set session_replication_role = replica; set synchronous_commit = off;
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
            select n, md5('e' || n)::uuid, md5('s' || (n - 1) / 10)::uuid, (n - 1) % 10 + 1,
                jsonb_build_object('meterId', md5('s' || (n - 1) / 10)::uuid, 'campaignId', md5('c')::uuid, 'value', n, 'unit', 'kWh', 'zone', 'America/Bogota',
                    'readOn', '2026-06-01', 'source', 'field visit'),
                'meter_read', timestamptz '2026-01-01Z' + n * interval '1 millisecond', md5('k' || n), null,
                jsonb_build_object('actor', md5('a' || n % 50)::uuid, 'command', 'ReadMeter'), md5('a' || n % 50)
                from generate_series({0}, {1}) n;
        set session_replication_role = origin
        """;

    public static async Task Run(int[] sizes, TextWriter output, CancellationToken ct)
    {
        // Nothing is acknowledged here that could be lost: what is measured is reading and hashing.
        await using var database = await BenchDatabase.Start(ct, new Dictionary<string, string> { ["fsync"] = "off", ["max_wal_size"] = "8GB", ["autovacuum"] = "off" });
        // Sealing, verifying and proving by position go by seq_id; the other indexes would take most of the time of making the rows.
        await database.Execute("drop index idx_mt_events_event_id; drop index pk_mt_events_stream_and_version", ct);
        var keys = Directory.CreateTempSubdirectory("crm-bench-keys-");
        var store = new SealStore(database.Source);
        var sealer = new Sealer(store, new(keys.FullName, true), new(), TimeProvider.System);
        var clock = TimeProvider.System;
        var from = 1;
        foreach (var size in sizes)
        {
            await database.Execute(Generate.Replace("{0}", $"{from}", StringComparison.Ordinal).Replace("{1}", $"{size}", StringComparison.Ordinal), ct);
            await database.Execute("analyze mt_events", ct);
            var start = clock.GetTimestamp();
            var seals = await sealer.Seal(SealSource.Events, everything: true, ct);
            var sealing = clock.GetElapsedTime(start);

            start = clock.GetTimestamp();
            var report = await new SealAudit(store).Verify(SealSource.Events, HeldOutside.Nothing, null, ct);
            var verifying = clock.GetElapsedTime(start);
            if (report.Finding is not null || report.Rows != size) throw new InvalidOperationException($"Not sound: {report.Finding?.Message ?? $"{report.Rows} rows"}");

            var prover = new SealProver(store);
            var step = size / Proofs;
            var next = 0;
            await prover.Prove(1, ct);
            var times = new List<TimeSpan>();
            for (var i = 0; i < Proofs; i++)
            {
                // Far from each other, so that no proof has the last one's pages.
                next = (next + 7919 * step) % size;
                start = clock.GetTimestamp();
                var (proof, why) = await prover.Prove(next + 1, ct);
                times.Add(clock.GetElapsedTime(start));
                if (proof is null) throw new InvalidOperationException(why);
            }

            times.Sort();
            await output.WriteLineAsync(
                $"{size,12:N0} events   sealed {(size - from + 1) / sealing.TotalSeconds,9:N0}/s in {seals:N0} seals   verified {size / verifying.TotalSeconds,9:N0}/s   "
                + $"proof p50 {times[Proofs / 2].TotalMilliseconds:0.00} ms   p99 {times[Proofs * 99 / 100].TotalMilliseconds:0.00} ms   "
                + $"memory {GC.GetTotalMemory(false) >> 20} MB managed, {Environment.WorkingSet >> 20} MB in all");
            from = size + 1;
        }

        keys.Delete(recursive: true);
    }
}

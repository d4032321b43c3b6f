using System.Globalization;
using Crm.Benchmarks.Faults.Kit;
using Crm.EventStore.LocalPostgres;

namespace Crm.Benchmarks.Growth;

/// <summary>The same questions and commands to a host on a small and to one on a large database of one server, by turns and one at a time.</summary>
internal static class GrowthBench
{
    private const double Allowed = 1.5;
    private const int LongestLine = 300;

    // Accounts that are worked on, spread over the whole; what a day's work touches does not grow with what is kept.
    private const int Worked = 500;

    public static async Task<int> Run(int few, int many, int rounds, int calls, bool plans, TextWriter output, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"crm-growth-{Environment.ProcessId}");
        await using var cluster = await PostgresCluster.Start(new(Path.Combine(folder, "pg")), ct);
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            await using var small = await GrownDatabase.Grow(cluster, folder, few, ct);
            await using var large = await GrownDatabase.Grow(cluster, folder, many, ct);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"grown in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:N0} s"));
            var kinds = new[] { "tray of an agent", "tray of a campaign", "command", "stream read" };
            var took = kinds.ToDictionary(kind => kind, _ => (Small: new List<TimeSpan>(), Large: new List<TimeSpan>()));
            var (atSmall, atLarge) = (await Calls.To(small, ct), await Calls.To(large, ct));

            // The first round warms: hosts, plans, buffers and the accounts that are worked on.
            for (var round = 0; round <= rounds; round++)
            {
                await small.Office.SignIn(ct);
                await large.Office.SignIn(ct);
                foreach (var kind in kinds)
                {
                    var count = round == 0 ? Math.Max(calls, Worked) : calls;
                    var (fast, slow) = (await atSmall.Time(kind, count, ct), await atLarge.Time(kind, count, ct));
                    if (round == 0) continue;
                    took[kind].Small.AddRange(fast);
                    took[kind].Large.AddRange(slow);
                }
            }

            var well = true;
            foreach (var kind in kinds)
            {
                var (before, after) = (Percentile(took[kind].Small), Percentile(took[kind].Large));
                well &= after / before <= Allowed;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{kind,-20}  p95 with {few:N0} accounts {before,7:N2} ms   with {many:N0} {after,7:N2} ms   ratio {after / before:N2} of at most {Allowed}   n {took[kind].Large.Count} each"));
            }

            if (plans) await Plans(cluster, large, kinds, output, ct);
            return well ? 0 : 1;
        }
        finally
        {
            cluster.Stop(immediately: true);
            Directory.Delete(cluster.Home, recursive: true);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static double Percentile(List<TimeSpan> times)
    {
        times.Sort();
        return times[(int)(times.Count * 0.95)].TotalMilliseconds;
    }

    /// <summary>A host that has every plan logged answers each kind once more; what the server's log grew by is printed.</summary>
    private static async Task Plans(PostgresCluster cluster, GrownDatabase large, IReadOnlyList<string> kinds, TextWriter output, CancellationToken ct)
    {
        await large.ExplainAll(ct);
        await large.StartHost(ct);
        var calls = await Calls.To(large, ct);
        foreach (var kind in kinds) await calls.Time(kind, 3, ct);
        foreach (var kind in kinds)
        {
            var from = new FileInfo(cluster.LogFile).Length;
            await calls.Time(kind, 1, ct);
            await output.WriteLineAsync($"\n--- plans of one {kind} ---");
            using var log = new FileStream(cluster.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Position = from;
            using var lines = new StreamReader(log);
            while (await lines.ReadLineAsync(ct) is { } line) await output.WriteLineAsync(line.Length > LongestLine ? line[..LongestLine] + " …" : line);
        }
    }

    private sealed class Calls(GrownDatabase database, IReadOnlyList<Guid> accounts, IReadOnlyList<Guid> agents)
    {
        private int _turn;

        public static async Task<Calls> To(GrownDatabase database, CancellationToken ct)
        {
            var worked = Math.Min(Worked, database.Accounts);
            var accounts = new List<Guid>();
            for (var i = 1; i <= worked; i++) accounts.Add(await database.Account((int)((long)i * database.Accounts / worked), ct));
            var agents = new List<Guid>();
            for (var i = 0; i < Math.Min(Worked, database.Agents); i++) agents.Add(await database.Agent((int)((long)i * database.Agents / Math.Min(Worked, database.Agents)), ct));
            return new(database, accounts, agents);
        }

        public async Task<List<TimeSpan>> Time(string kind, int count, CancellationToken ct)
        {
            var times = new List<TimeSpan>(count);
            for (var i = 0; i < count; i++)
            {
                var turn = _turn++;
                using var request = Request(kind, turn);
                var started = TimeProvider.System.GetTimestamp();
                using var answer = await database.Office.Http.SendAsync(request, ct);
                times.Add(TimeProvider.System.GetElapsedTime(started));
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{kind}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
            }

            return times;
        }

        private HttpRequestMessage Request(string kind, int turn) => kind switch
        {
            "tray of an agent" => new(HttpMethod.Get, $"/api/collections/trays/accounts?owner={agents[turn % agents.Count]}&limit=50"),
            "tray of a campaign" => new(HttpMethod.Get, $"/api/collections/trays/accounts?campaign={database.Campaign}&limit=50"),
            "command" => Office.Charge(accounts[turn % accounts.Count], Guid.CreateVersion7().ToString("N")),
            _ => new(HttpMethod.Get, $"/api/streams/{accounts[turn % accounts.Count]}"),
        };
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using Crm.Benchmarks.Faults.Kit;
using Process = System.Diagnostics.Process;

namespace Crm.Benchmarks.Http;

/// <summary>Commands end to end: bearer token, permission and scope, validation, idempotency key, decision on a hot account, append with fsync, answer.</summary>
internal static class HttpBench
{
    private const int WarmCommands = 20_000;

    public static async Task<int> Run(int[] connections, int accounts, int rounds, TimeSpan duration, TextWriter output, CancellationToken ct)
    {
        await using var scene = await FaultScene.Open("http", ct);
        await using var host = await scene.StartHost(ct);
        await Office.MakeUser(scene.Settings, ct);
        using var office = await FaultScene.SignedIn(host, ct);
        var placed = await office.PlaceAccounts("HTTP", accounts, ct);
        using var process = Process.GetProcessById(host.ProcessId);

        await Warm(office, placed, connections.Max());
        foreach (var count in connections)
        {
            var all = new List<Latencies>();
            for (var round = 0; round < rounds; round++)
            {
                // The tokens are short-lived.
                await office.SignIn(ct);
                process.Refresh();
                var before = process.TotalProcessorTime;
                var mine = Process.GetCurrentProcess().TotalProcessorTime;
                var result = await Round(office, placed, count, duration);
                process.Refresh();
                var microseconds = (process.TotalProcessorTime - before).TotalMicroseconds / result.Sorted.Count;
                var client = (Process.GetCurrentProcess().TotalProcessorTime - mine).TotalMicroseconds / result.Sorted.Count;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{count,4} connections   {result}   processor per command: host {microseconds:N0} µs, client {client:N0} µs   host memory {process.WorkingSet64 >> 20} MB"));
                all.Add(result);
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{count,4} connections   median {Latencies.Median(all.Select(r => r.PerSecond)):N0}/s   p50 {Latencies.Median(all.Select(r => r.Percentile(0.5).TotalMilliseconds)):N1} ms"
                + $"   p99 {Latencies.Median(all.Select(r => r.Percentile(0.99).TotalMilliseconds)):N1} ms"));
        }

        return 0;
    }

    /// <summary>Until the host's code is compiled as it stays: it counts calls, so on a busy machine it takes longer.</summary>
    internal static async Task Warm(Office office, IReadOnlyList<Guid> accounts, int connections)
    {
        for (var warm = 0; warm < WarmCommands;) warm += (await Round(office, accounts, connections, TimeSpan.FromSeconds(5))).Sorted.Count;
    }

    // Every caller has accounts of his own: the load is the path of a command, not a quarrel about one account.
    internal static Task<Latencies> Round(Office office, IReadOnlyList<Guid> accounts, int callers, TimeSpan duration)
    {
        var turn = new int[callers];
        var each = Math.Max(1, accounts.Count / callers);
        return Latencies.Measure(callers, duration, async caller =>
        {
            var account = accounts[(caller * each + turn[caller]++ % each) % accounts.Count];
            using var request = Request(account, Guid.CreateVersion7().ToString("N"));
            using var answer = await office.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
            if (answer.StatusCode is not HttpStatusCode.OK) throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        });
    }

    // Written by hand: the client's processor time is taken from the host's.
    private static HttpRequestMessage Request(Guid account, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/collections/accounts/{account}/charges")
        {
            Content = new StringContent($$"""{"component":"fees","amount":{"amount":1,"currency":"COP"},"reason":"{{key}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }
}

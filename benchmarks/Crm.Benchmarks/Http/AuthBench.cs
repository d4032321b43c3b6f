using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Benchmarks.Faults.Kit;

namespace Crm.Benchmarks.Http;

/// <summary>What knowing the caller and asking for his permission costs: through the guarded door and through an open one of the same host, in turns.</summary>
internal static class AuthBench
{
    public static async Task<int> Run(int connections, int accounts, int rounds, TimeSpan duration, TextWriter output, CancellationToken ct)
    {
        await using var scene = await FaultScene.Open("auth", ct);
        await using (await scene.StartHost(ct)) await Office.MakeUser(scene.Settings, ct);
        await using var host = scene.Launch(program: [typeof(AuthBench).Assembly.Location, OpenDoorHost.Verb]);
        await host.Ready(ct);
        using var guarded = await FaultScene.SignedIn(host, ct);
        using var open = new Office(host.Url);
        var me = await guarded.Http.GetFromJsonAsync<JsonElement>("/api/identity/me", ct);
        open.Http.DefaultRequestHeaders.Add(OpenDoorHost.Header, me.GetProperty("id").GetString());
        var placed = await guarded.PlaceAccounts("AUTH", accounts, ct);

        await HttpBench.Warm(guarded, placed, connections);
        await HttpBench.Warm(open, placed, connections);
        var ratios = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            // The tokens are short-lived.
            await guarded.SignIn(ct);
            var (first, second) = round % 2 == 0 ? (guarded, open) : (open, guarded);
            var one = (await HttpBench.Round(first, placed, connections, duration)).PerSecond;
            var other = (await HttpBench.Round(second, placed, connections, duration)).PerSecond;
            var (withGuard, without) = round % 2 == 0 ? (one, other) : (other, one);
            ratios.Add(withGuard / without);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{connections,4} connections   guarded {withGuard:N0}/s   open {without:N0}/s   ratio {ratios[^1]:N3}"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{connections,4} connections   median ratio {Latencies.Median(ratios):N3}: guarding costs {1 - Latencies.Median(ratios):P1} of the rate"));
        return 0;
    }
}

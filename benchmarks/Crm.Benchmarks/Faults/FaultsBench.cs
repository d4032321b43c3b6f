using System.Globalization;
using Crm.Benchmarks.Faults.Kit;

namespace Crm.Benchmarks.Faults;

/// <summary>Kills the host and PostgreSQL by turns at random moments under load, and holds what the store has against what was acknowledged.</summary>
internal static class FaultsBench
{
    private const int CompareEvery = 25;

    public static async Task<int> Run(int kills, int writers, int accounts, int seed, TextWriter output, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        var random = new Random(seed);
        await using var scene = await FaultScene.Open("faults", ct);
        var host = await scene.StartHost(ct);
        await Office.MakeUser(scene.Settings, ct);
        using var office = await FaultScene.SignedIn(host, ct);
        var load = new ChargeLoad([office], await office.PlaceAccounts("FAULTS", accounts, ct));
        using var stop = new CancellationTokenSource();
        var working = load.Run(writers, stop.Token);
        var (hosts, servers) = (0, 0);
        Verdict verdict;
        try
        {
            for (var kill = 1; kill <= kills; kill++)
            {
                // At any moment of the work, also while it has only just begun again.
                await load.More(random.Next(1, 200), ct);
                if (kill % 2 == 1)
                {
                    host = await scene.KillAndRestart(host, ct);
                    hosts++;
                }
                else
                {
                    scene.KillServer();
                    await scene.RestartServer(ct);
                    servers++;
                }

                var (sent, away, broken) = load.Failures;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"kill {kill,4} of {kills}   host {hosts}   PostgreSQL {servers}   acknowledged {load.Count}   sent {sent}   503 {away}   connections broken {broken}   {Minutes(started)}"));
                if (kill % CompareEvery != 0 || kill == kills) continue;

                // In the middle of the load: what is under way is not judged, only what was acknowledged before.
                if (await Verdict.Of(scene, load, ct) is { IsClean: false } bad) return await Report(bad, kills, hosts, servers, started, output);
            }

            await load.More(writers, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await working;
        }

        verdict = await Verdict.OfAll(scene, load, ct);
        return await Report(verdict, kills, hosts, servers, started, output);
    }

    private static async Task<int> Report(Verdict verdict, int kills, int hosts, int servers, long started, TextWriter output)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"""

             kills                {kills} asked for: host {hosts}, PostgreSQL {servers}, in {Minutes(started)}
             acknowledged         {verdict.Acknowledged}
             lost                 {verdict.Lost.Count}
             doubled              {verdict.Doubled.Count}
             holes                {verdict.Holes.Count}
             instants backwards   {verdict.Disorder.Count}
             unexplained answers  {verdict.Wrong.Count}
             events               {verdict.Events}
             read models          {verdict.ReadModels} rebuilt, {verdict.Different.Count} different
             """));
        foreach (var defect in verdict.Defects.Take(50)) await output.WriteLineAsync(defect);
        return verdict.IsClean ? 0 : 1;
    }

    private static string Minutes(long started) => TimeProvider.System.GetElapsedTime(started).ToString("m\\:ss", CultureInfo.InvariantCulture) + " min";
}

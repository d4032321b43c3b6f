using System.Diagnostics;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>A day in a contact centre of any size, through the real commands, several debtors at a time.</summary>
public sealed class DemoDay(CommandRunner runner, NaturalKeys keys, DemoCampaign campaigns)
{
    /// <summary>Debtors in hand at once: what is waiting for the database is appended together.</summary>
    private const int AtOnce = 64;

    /// <summary>Events that a debtor's day makes on average; how many debtors a size needs is reckoned with it, so that a seed and a size are one day.</summary>
    private const int EventsOfADebtor = 15;

    /// <summary>Lives the day. The same seed and size are the same day; repeating it changes nothing.</summary>
    /// <param name="events">About how many events to make.</param>
    /// <param name="opening">The instant at which the doors open.</param>
    /// <param name="agents">Whose work it is; without any, people who do not exist.</param>
    public async Task<DemoResult> Run(
        string code, int seed, int events, DateTimeOffset opening, IReadOnlyList<UserId> agents, IProgress<int>? progress, CancellationToken ct)
    {
        var site = await campaigns.Open(code, $"Demo {code}", opening, ct);
        IReadOnlyList<UserId> staff = agents.Count > 0 ? agents : [.. Enumerable.Range(0, 12).Select(agent => new UserId(keys.Derive("demo-agent", code, $"{agent}")))];
        var debtors = Math.Max(1, events / EventsOfADebtor);
        var made = 0;
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, debtors), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (number, each) =>
        {
            var own = await new DemoDebtor(runner, keys, site, staff, opening, seed, number).Run(each);
            var sum = Interlocked.Add(ref made, own);
            progress?.Report(sum);
        });
        return new(site, debtors, made, Stopwatch.GetElapsedTime(started));
    }
}

/// <param name="Events">Made by this run; none when the day was lived before.</param>
public sealed record DemoResult(DemoSite Site, int Debtors, int Events, TimeSpan Elapsed);

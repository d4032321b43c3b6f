using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Crm.Api.Kpis;
using Crm.Api.Demo;
using Crm.Api.Hosting;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Spectre.Console;

namespace Crm.Api.Cli;

/// <summary><c>demo</c>: a day in a contact centre, through the real command path, and what came of it.</summary>
internal static class DemoVerbs
{
    private const int Least = 100, Most = 1_000_000;

    private static readonly Option<int> Events = new("--events") { Description = $"About how many events, from {Least} to {Most}", DefaultValueFactory = _ => 5_000 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The same seed and size are the same day", DefaultValueFactory = _ => 7 };
    private static readonly Option<string?> Campaign = new("--campaign") { Description = "Code of the campaign it happens in; DEMO-<seed> when left out" };
    private static readonly Option<bool> NoCompare = new("--no-compare") { Description = "Leave out the check that a rebuild equals the live read models" };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Also in Production" };

    public static Command Make() =>
        new Command("demo", "A repeatable day in a contact centre, through the real commands").With(Events, Seed, Campaign, NoCompare, Yes).Does(Run);

    private static async Task<int> Run(VerbContext verb, CancellationToken ct)
    {
        var (events, seed) = (verb.Value(Events), verb.Value(Seed));
        if (events is < Least or > Most) throw new UsageException($"--events is from {Least} to {Most}.");
        if (seed is < 0 or > 1_000_000) throw new UsageException("--seed is from 0 to 1000000.");
        if (verb.Host.Environment.IsProduction() && !verb.Value(Yes)) throw new UsageException("This is a Production installation: --yes lives the day in it all the same.");

        var code = verb.Value(Campaign) ?? string.Create(CultureInfo.InvariantCulture, $"DEMO-{seed}");
        var times = DemoTimes.At(verb.Get<BusinessClock>().GetUtcNow());
        var engine = verb.Get<ProjectionEngine>();
        await engine.Prepare(ct);
        await engine.Start(ct);
        try
        {
            var result = await Live(verb, code, seed, events, times, ct);
            var (head, waiting) = (await verb.Get<EventStore.Streams.EventLog>().Head(ct), Stopwatch.GetTimestamp());
            await engine.Progress.CaughtUpTo(head, ct);
            var behind = Stopwatch.GetElapsedTime(waiting);

            var day = BusinessMoment.Of(times.Opening, result.Place.Zone).Date;
            var summary = verb.Get<DemoSummary>();
            var trays = await summary.Trays(result.Place.Campaign, result.Queues, times.Now, ct);
            var kpis = await summary.Kpis(result.Place.Campaign, day, day.AddDays(30), "en", ct);
            var compared = verb.Value(NoCompare) ? [] : await Compare(verb, engine, ct);
            Say(verb, new(code, seed, result.Debtors, result.Sales, result.Tickets, result.Events, result.Elapsed.TotalSeconds, result.Events / Math.Max(result.Elapsed.TotalSeconds, 0.001), behind.TotalMilliseconds, head), trays, kpis, compared);
            return compared.All(row => row.Equal) ? ExitCodes.Success : ExitCodes.Failure;
        }
        finally
        {
            await engine.Stop();
        }
    }

    private static Task<DemoCentreResult> Live(VerbContext verb, string code, int seed, int events, DemoTimes times, CancellationToken ct)
    {
        Task<DemoCentreResult> Day(IProgress<int>? progress) => verb.Get<DemoCentre>().Run(code, seed, events, times, progress, ct);

        return !verb.Output.IsInteractive
            ? Day(null)
            : AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(bars =>
            {
                var bar = bars.AddTask($"{events} events", maxValue: events);
                return Day(new Bar(bar));
            });
    }

    private sealed class Bar(ProgressTask bar) : IProgress<int>
    {
        public void Report(int value) => bar.Value = Math.Max(bar.Value, value);
    }

    private static async Task<IReadOnlyList<Compared>> Compare(VerbContext verb, ProjectionEngine engine, CancellationToken ct)
    {
        var rows = new List<Compared>();
        foreach (var name in Projections.ReadModels.All.Select(projection => projection.Name).Order(StringComparer.Ordinal))
        {
            var comparison = await engine.Comparer.Compare(name, null, ct);
            rows.Add(new(name, comparison.LiveRows, comparison.RebuiltRows, comparison.Equal));
        }

        verb.Output.Note($"{rows.Count} read models folded again and compared");
        return rows;
    }

    private static void Say(VerbContext verb, Throughput speed, IReadOnlyList<TrayCount> trays, IReadOnlyList<KpiAnswer> kpis, IReadOnlyList<Compared> compared)
    {
        if (verb.Output.IsJson)
        {
            verb.Output.Result(new
            {
                speed,
                trays,
                kpis = kpis.Select(kpi => new { kpi.Name, kpi.Version, kpi.Total.Numerator, kpi.Total.Denominator, kpi.Total.Ratio, kpi.Total.N, kpi.Position }),
                compared,
            });
            return;
        }

        verb.Output.Result(speed, string.Create(
            CultureInfo.InvariantCulture,
            $"{speed.Events} events of {speed.Debtors} debtors, {speed.Sales} sales and {speed.Tickets} tickets in {speed.Seconds:0.0} s: {speed.EventsPerSecond:0} events/s; read models {speed.LagMilliseconds:0} ms behind at the end (position {speed.Position})"));
        verb.Output.Table(trays, ("tray", row => row.Tray), ("rows", row => row.Rows));
        verb.Output.Table(
            kpis, ("figure", kpi => kpi.Label), ("numerator", kpi => kpi.Total.Numerator), ("denominator", kpi => kpi.Total.Denominator),
            ("ratio", kpi => kpi.Total.Ratio), ("n", kpi => kpi.Total.N));
        if (compared.Count == 0) return;

        foreach (var different in compared.Where(row => !row.Equal)) verb.Output.Error($"{different.Name}: {different.LiveRows} rows live, {different.RebuiltRows} rebuilt, not equal");
        verb.Output.Result(compared, $"rebuild equals live in {compared.Count(row => row.Equal)} of {compared.Count} read models");
    }

    private sealed record Throughput(string Campaign, int Seed, int Debtors, int Sales, int Tickets, int Events, double Seconds, double EventsPerSecond, double LagMilliseconds, long Position);

    private sealed record Compared(string Name, long LiveRows, long RebuiltRows, bool Equal);
}

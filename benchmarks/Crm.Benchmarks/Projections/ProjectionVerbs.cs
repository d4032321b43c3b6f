using System.CommandLine;

namespace Crm.Benchmarks.Projections;

internal static class ProjectionVerbs
{
    public static IEnumerable<Command> All()
    {
        var events = new Option<int>("--events") { Description = "Events in the store.", DefaultValueFactory = _ => 1_000_000 };
        var beside = new Option<int>("--beside") { Description = "Accounts that are worked on in one stretch of time.", DefaultValueFactory = _ => 5_000 };
        var synchronous = new Option<bool>("--synchronous-views") { Description = "Have the writes of live views wait for the disk." };
        var projections = new Command("projections", "Catch-up of the heaviest tray beside plain reading, rebuilds, memory.") { events, beside, synchronous };
        projections.SetAction((arguments, ct) => ProjectionBench.Run(arguments.GetValue(events), arguments.GetValue(beside), arguments.GetValue(synchronous), Console.Out, ct));
        yield return projections;

        var accounts = new Option<int>("--accounts") { Description = "Accounts with ten events each before the load begins.", DefaultValueFactory = _ => 10_000 };
        var rates = new Option<int[]>("--rates") { Description = "Events per second.", DefaultValueFactory = _ => [500, 2_000], AllowMultipleArgumentsPerToken = true };
        var seconds = new Option<double>("--seconds") { Description = "Length of the load at each rate.", DefaultValueFactory = _ => 15 };
        var latency = new Command("latency", "From commit to visible in the tray, all read models live.") { accounts, rates, seconds, synchronous };
        latency.SetAction((arguments, ct) => LatencyBench.Run(
            arguments.GetValue(accounts), arguments.GetValue(rates)!, TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(synchronous), Console.Out, ct));
        yield return latency;
    }
}

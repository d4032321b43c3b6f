using System.CommandLine;

namespace Crm.Benchmarks.Live;

internal static class LiveVerbs
{
    public static IEnumerable<Command> All()
    {
        var listeners = new Option<int[]>("--listeners") { Description = "Streams that are open at a time.", DefaultValueFactory = _ => [200, 2_000], AllowMultipleArgumentsPerToken = true };
        var rate = new Option<int>("--rate") { Description = "Changes a second.", DefaultValueFactory = _ => 20 };
        var seconds = new Option<int>("--seconds") { Description = "For how long.", DefaultValueFactory = _ => 20 };
        var burst = new Option<int>("--burst") { Description = "Rows that change at once.", DefaultValueFactory = _ => 60 };
        var stuck = new Option<int>("--stuck") { Description = "Further streams that nobody reads.", DefaultValueFactory = _ => 100 };
        var live = new Command("live", "Those who follow a tray: how soon all of them see a change, memory of the host, and all coming back after it was killed.") { listeners, rate, seconds, burst, stuck };
        live.SetAction((arguments, ct) => LiveBench.Run(
            arguments.GetValue(listeners)!, arguments.GetValue(rate), arguments.GetValue(seconds), arguments.GetValue(burst), arguments.GetValue(stuck), Console.Out, ct));
        yield return live;
    }
}

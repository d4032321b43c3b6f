using System.CommandLine;

namespace Crm.Benchmarks.Append;

internal static class AppendVerbs
{
    public static IEnumerable<Command> All()
    {
        var callers = new Option<int[]>("--callers") { Description = "Concurrent callers.", DefaultValueFactory = _ => [1, 64, 256], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of each, in turns.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = _ => 3 };
        var lanes = new Option<int>("--lanes") { Description = "Batches in flight at once.", DefaultValueFactory = _ => 1 };
        var append = new Command("append", "One-event commands on hot aggregates, beside one transaction per command.") { callers, rounds, seconds, lanes };
        append.SetAction((arguments, ct) => AppendBench.Run(
            arguments.GetValue(callers)!, arguments.GetValue(rounds), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(lanes), Console.Out, ct));
        yield return append;
    }
}

using System.CommandLine;

namespace Crm.Benchmarks.Append;

internal static class AppendVerbs
{
    public static IEnumerable<Command> All()
    {
        var callers = new Option<int[]>("--callers") { Description = "Concurrent callers.", DefaultValueFactory = _ => [1, 64, 256], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of each, in turns.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = _ => 3 };
        var lanes = new Option<int>("--lanes") { Description = "Batches in flight at once.", DefaultValueFactory = _ => 2 };
        var append = new Command("append", "One-event commands on hot aggregates, beside one transaction per command.") { callers, rounds, seconds, lanes };
        append.SetAction((arguments, ct) => AppendBench.Run(
            arguments.GetValue(callers)!, arguments.GetValue(rounds), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(lanes), Console.Out, ct));
        yield return append;

        var streams = new Option<int>("--streams") { Description = "Cold streams to command.", DefaultValueFactory = _ => 2_000 };
        var cold = new Command("cold", "A command on a stream of 20 events that is in no cache: round trips and duration.") { streams };
        cold.SetAction((arguments, ct) => ReadBench.Cold(arguments.GetValue(streams), Console.Out, ct));
        yield return cold;

        var events = new Option<int>("--events") { Description = "Events to read.", DefaultValueFactory = _ => 500_000 };
        var read = new Command("read", "Read and deserialise everything in pages of 5,000, with no projection.") { events, rounds };
        read.SetAction((arguments, ct) => ReadBench.Read(arguments.GetValue(events), arguments.GetValue(rounds), Console.Out, ct));
        yield return read;
    }
}

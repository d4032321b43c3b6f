using System.CommandLine;

namespace Crm.Benchmarks.Growth;

internal static class GrowthVerbs
{
    public static IEnumerable<Command> All()
    {
        var few = new Option<int>("--few") { Description = "Accounts of the small database.", DefaultValueFactory = _ => 10_000 };
        var many = new Option<int>("--many") { Description = "Accounts of the large one.", DefaultValueFactory = _ => 1_000_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds, the two databases by turns.", DefaultValueFactory = _ => 10 };
        var calls = new Option<int>("--calls") { Description = "Calls of each kind in a round.", DefaultValueFactory = _ => 200 };
        var plans = new Option<bool>("--no-plans") { Description = "Do not print the plans of the large database." };
        var growth = new Command("growth", "What a tray page, a command and a stream read cost with few and with many accounts.") { few, many, rounds, calls, plans };
        growth.SetAction((arguments, ct) => GrowthBench.Run(
            arguments.GetValue(few), arguments.GetValue(many), arguments.GetValue(rounds), arguments.GetValue(calls), !arguments.GetValue(plans), Console.Out, ct));
        yield return growth;
    }
}

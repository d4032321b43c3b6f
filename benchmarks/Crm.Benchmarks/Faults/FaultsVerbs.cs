using System.CommandLine;

namespace Crm.Benchmarks.Faults;

internal static class FaultsVerbs
{
    public static IEnumerable<Command> All()
    {
        var kills = new Option<int>("--kills") { Description = "How often host and PostgreSQL are killed, by turns.", DefaultValueFactory = _ => 100 };
        var writers = new Option<int>("--writers") { Description = "Concurrent callers.", DefaultValueFactory = _ => 16 };
        var accounts = new Option<int>("--accounts") { Description = "Accounts they work on; fewer than writers makes them meet.", DefaultValueFactory = _ => 12 };
        var seed = new Option<int>("--seed") { Description = "Of the moments at which it is killed.", DefaultValueFactory = _ => 1 };
        var faults = new Command("faults", "kill -9 of host and PostgreSQL under load; ends with 1 when anything is lost, doubled, out of order or different after a rebuild.") { kills, writers, accounts, seed };
        faults.SetAction((arguments, ct) => FaultsBench.Run(
            arguments.GetValue(kills), arguments.GetValue(writers), arguments.GetValue(accounts), arguments.GetValue(seed), Console.Out, ct));
        yield return faults;
    }
}

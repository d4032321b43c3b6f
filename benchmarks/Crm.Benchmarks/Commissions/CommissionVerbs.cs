using System.CommandLine;

namespace Crm.Benchmarks.Commissions;

internal static class CommissionVerbs
{
    public static IEnumerable<Command> All()
    {
        var sales = new Option<int[]>("--sales") { Description = "Sales of the month, as often as needed.", DefaultValueFactory = _ => [10_000], AllowMultipleArgumentsPerToken = true };
        var agents = new Option<int>("--agents") { Description = "Agents they are of.", DefaultValueFactory = _ => 200 };
        var commission = new Command("commission", "Close a month of commissions: seconds, sales/s, and the total against the sum of the events.") { sales, agents };
        commission.SetAction((arguments, ct) => CommissionBench.Run(arguments.GetValue(sales)!, arguments.GetValue(agents), Console.Out, ct));
        yield return commission;
    }
}

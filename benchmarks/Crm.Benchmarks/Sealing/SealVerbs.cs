using System.CommandLine;

namespace Crm.Benchmarks.Sealing;

internal static class SealVerbs
{
    public static IEnumerable<Command> All()
    {
        var rate = new Option<int>("--rate") { Description = "Events a second of the commands beside it.", DefaultValueFactory = _ => 5_000 };
        var seconds = new Option<int>("--seconds") { Description = "Length of each load.", DefaultValueFactory = _ => 15 };
        var events = new Option<int[]>("--events") { Description = "Sizes of the history for verification and proofs.", DefaultValueFactory = _ => [100_000, 1_000_000, 10_000_000], AllowMultipleArgumentsPerToken = true };
        var part = new Option<string>("--part") { Description = "keep-up, growth, or both.", DefaultValueFactory = _ => "both" };
        var seal = new Command("seal", "Sealing beside commands; verification and proofs as the history grows.") { rate, seconds, events, part };
        seal.SetAction(async (arguments, ct) =>
        {
            var wanted = arguments.GetValue(part);
            if (wanted is "keep-up" or "both") await KeepUpBench.Run(arguments.GetValue(rate), arguments.GetValue(seconds), Console.Out, ct);
            if (wanted is "growth" or "both") await SealGrowthBench.Run([.. arguments.GetValue(events)!.Order()], Console.Out, ct);
            return 0;
        });
        yield return seal;
    }
}

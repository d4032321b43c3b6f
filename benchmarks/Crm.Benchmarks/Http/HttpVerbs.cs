using System.CommandLine;

namespace Crm.Benchmarks.Http;

internal static class HttpVerbs
{
    public static IEnumerable<Command> All()
    {
        var connections = new Option<int[]>("--connections") { Description = "Connections that each send one command after the other.", DefaultValueFactory = _ => [1, 64], AllowMultipleArgumentsPerToken = true };
        var accounts = new Option<int>("--accounts") { Description = "Hot accounts they work on.", DefaultValueFactory = _ => 640 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of each.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = _ => 5 };
        var http = new Command("http", "Commands end to end over HTTP, against the host in a process of its own.") { connections, accounts, rounds, seconds };
        http.SetAction((arguments, ct) => HttpBench.Run(
            arguments.GetValue(connections)!, arguments.GetValue(accounts), arguments.GetValue(rounds), TimeSpan.FromSeconds(arguments.GetValue(seconds)), Console.Out, ct));
        yield return http;

        var auth = new Command("auth", "The same commands through an open door of the same host: what tokens and permissions cost.") { accounts, rounds, seconds };
        auth.SetAction((arguments, ct) => AuthBench.Run(
            64, arguments.GetValue(accounts), arguments.GetValue(rounds), TimeSpan.FromSeconds(arguments.GetValue(seconds)), Console.Out, ct));
        yield return auth;

        var door = new Command(OpenDoorHost.Verb, "The host of that comparison.") { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        door.SetAction((arguments, ct) => OpenDoorHost.Run([.. arguments.UnmatchedTokens], ct));
        yield return door;
    }
}

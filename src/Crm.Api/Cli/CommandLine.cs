using System.CommandLine;
using System.CommandLine.Help;
using Crm.Api.Hosting;

namespace Crm.Api.Cli;

/// <summary>The verbs of the program. Without one it serves.</summary>
public static class CommandLine
{
    // Long enough to stop a cluster in order after Ctrl+C.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    /// <summary>Runs what the arguments ask for and gives the exit code.</summary>
    public static Task<int> Run(string[] args) => Run(args, new() { Output = Console.Out, Error = Console.Error });

    internal static async Task<int> Run(string[] args, CliSurroundings surroundings)
    {
        // Configuration such as --urls=… belongs to the host; it has its own handling of Ctrl+C too.
        if (ServesWith(args) is { } settings) return await Serve.Run(settings, CancellationToken.None);

        var parsed = Root().Parse(args);
        var error = surroundings.Error;
        surroundings.ProcessTerminationTimeout = StopTime;
        surroundings.EnableDefaultExceptionHandler = false;
        if (parsed.Errors.Count == 0)
        {
            try
            {
                return await parsed.InvokeAsync(surroundings);
            }
            catch (Exception mistake)
            {
                // A bug of ours: everything there is to know, and never exit code 0.
                await error.WriteLineAsync(mistake.ToString());
                return ExitCodes.Failure;
            }
        }

        foreach (var mistake in parsed.Errors) await error.WriteLineAsync(mistake.Message);
        await error.WriteLineAsync($"See '{Usage(parsed)} --help'.");
        return ExitCodes.Usage;
    }

    /// <summary>By the name that help and errors use, whatever the program's file is called.</summary>
    internal static Command Root() => new("crm", "Crm: the back office. Without a verb it serves.")
    {
        new HelpOption(),
        new VersionOption(),
        Verb.Json,
        new Command("run", "Serve (the default); takes settings such as --urls=http://localhost:5080"),
        ProjectionVerbs.Make(),
        DatabaseVerbs.Make(),
        ResourceVerbs.Make(),
        StorageVerbs.Make(),
        StreamVerbs.Make(),
        AuditVerbs.Make(),
        ImportVerbs.Make(),
        ReportVerbs.Make(),
        FileVerbs.Make(),
        CommissionVerbs.Make(),
        UserVerbs.Make(),
        RoleVerbs.Make(),
        PolicyVerbs.Make(),
        SessionVerbs.Make(),
        AgentVerbs.Make(),
        KeyVerbs.Make(),
        AccessVerbs.Make(),
        PrivacyVerbs.Make(),
        MasterKeyVerbs.Make(),
        DemoVerbs.Make(),
        CheckEnvVerb.Make(),
        DescribeVerb.Make(),
    };

    /// <summary>The host's settings when the arguments ask to serve; otherwise <c>null</c>.</summary>
    private static string[]? ServesWith(string[] args) => args switch
    {
        [] => [],
        ["run", "--help" or "-h" or "-?"] => null,
        ["run", .. var settings] => settings,
        ["--help" or "-h" or "-?" or "--version" or "--json", ..] => null,
        [var first, ..] when first.StartsWith("--", StringComparison.Ordinal) => args,
        _ => null,
    };

    private static string Usage(ParseResult parsed)
    {
        var words = new List<string>();
        for (SymbolResultLike? at = new(parsed.CommandResult); at is not null; at = at.Parent) words.Insert(0, at.Name);
        return string.Join(' ', words);
    }

    private sealed record SymbolResultLike(System.CommandLine.Parsing.CommandResult Result)
    {
        public string Name => Result.Command.Name;
        public SymbolResultLike? Parent => Result.Parent is System.CommandLine.Parsing.CommandResult parent ? new(parent) : null;
    }
}

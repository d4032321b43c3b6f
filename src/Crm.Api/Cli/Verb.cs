using System.CommandLine;

namespace Crm.Api.Cli;

/// <summary>Makes a verb run with its output and services, and end with an exit code whatever happens.</summary>
internal static class Verb
{
    public static readonly Option<bool> Json = new("--json") { Description = "Answer one JSON document", Recursive = true };

    /// <summary>A verb that needs the database.</summary>
    /// <param name="schema">Whether the schema has to be there; the verbs about the schema itself say no.</param>
    public static Command Does(this Command command, Func<VerbContext, CancellationToken, Task<int>> action, bool schema = true)
    {
        command.SetAction((parsed, ct) => Guard(parsed, async output =>
        {
            await using var host = await CliHost.Open(CliSurroundings.Of(parsed).Settings, schema, ct);
            return await action(new(parsed, output, host), ct);
        }));
        return command;
    }

    /// <summary>A verb that needs no database.</summary>
    public static Command DoesAlone(this Command command, Func<ParseResult, CliOutput, CancellationToken, Task<int>> action)
    {
        command.SetAction((parsed, ct) => Guard(parsed, output => action(parsed, output, ct)));
        return command;
    }

    public static Command With(this Command command, params IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument: command.Add(argument); break;
                case Option option: command.Add(option); break;
                case Command verb: command.Add(verb); break;
            }
        }

        return command;
    }

    private static async Task<int> Guard(ParseResult parsed, Func<CliOutput, Task<int>> action)
    {
        var config = parsed.InvocationConfiguration;
        var output = new CliOutput(config.Output, config.Error, parsed.GetValue(Json), interactive: ReferenceEquals(config.Output, Console.Out) && !Console.IsOutputRedirected);
        try
        {
            return await action(output);
        }
        catch (Exception exception) when (CliHost.Explain(exception) is { } known)
        {
            output.Error(known.Message);
            return known.Code;
        }
    }
}

/// <summary>What a verb works with.</summary>
internal sealed record VerbContext(ParseResult Parsed, CliOutput Output, CliHost Host)
{
    public T Get<T>() where T : notnull => Host.Services.GetRequiredService<T>();

    public T? Value<T>(Option<T> option) => Parsed.GetValue(option);

    public T Required<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);
}

using System.CommandLine;

namespace Crm.Api.Cli;

/// <summary>What a verb is run in: where it reads and writes, and what it is configured with beside files and the environment.</summary>
internal sealed class CliSurroundings : InvocationConfiguration
{
    /// <summary>What a person or a program types in.</summary>
    public TextReader Input { get; init; } = Console.In;

    /// <summary>Settings as a host takes them, <c>--Crm:Folder=/srv/crm</c>; they win over files and the environment.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>Whether somebody types, whom to ask.</summary>
    public bool IsInputTyped => ReferenceEquals(Input, Console.In) && !Console.IsInputRedirected;

    /// <summary>Of the verb that runs.</summary>
    public static CliSurroundings Of(ParseResult parsed) => (CliSurroundings)parsed.InvocationConfiguration;
}

using System.CommandLine;

namespace Crm.Api.Cli;

/// <summary><c>demo</c>: a day in a contact centre, through the real command path.</summary>
internal static class DemoVerbs
{
    public static Command Make() => new("demo", "A repeatable day in a contact centre, through the real commands");
}

using System.CommandLine;

namespace Crm.Api.Cli;

/// <summary><c>import</c>: files from outside.</summary>
internal static class ImportVerbs
{
    public static Command Make() => new("import", "Files from outside");
}

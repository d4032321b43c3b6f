using System.Text;
using System.Text.Json.Nodes;
using Crm.Api.Cli;

namespace Crm.Api.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_help_of_every_verb_is_approved()
    {
        var text = new StringBuilder();
        await Help([], text);
        foreach (var path in Verbs(CommandLine.Root(), [])) await Help(path, text);

        text.ToString().ShouldMatchApproved(options => options.WithFileExtension("txt").SubFolder("Approved"));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("projections")]
    [InlineData("projections", "rebuild", "--nonsense")]
    [InlineData("streams", "show", "not-an-id")]
    [InlineData("users", "create")]
    public async Task What_is_asked_wrongly_ends_with_2_and_says_where_help_is(params string[] args)
    {
        var (code, _, error) = await Run(args);
        code.ShouldBe(ExitCodes.Usage);
        error.ShouldContain("--help");
    }

    [Fact]
    public async Task Describe_needs_no_database_and_is_JSON_when_asked()
    {
        var (code, output, _) = await Run("describe", "--json");
        code.ShouldBe(ExitCodes.Success);
        JsonNode.Parse(output)!["events"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldContain("user_invited");
    }

    [Fact]
    public async Task The_whole_schema_can_be_dumped_without_a_database()
    {
        var (code, output, _) = await Run("db", "dump");
        code.ShouldBe(ExitCodes.Success);
        output.ShouldContain("create table mt_events");
    }

    private static Task<(int Code, string Output, string Error)> Run(params string[] args) => RunWith([], "", args);

    /// <summary>Runs a verb with settings and an input of its own.</summary>
    internal static async Task<(int Code, string Output, string Error)> RunWith(string[] settings, string input, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        // Away from the test runner's few threads: closing a host blocks.
        var code = await Task.Run(() => CommandLine.Run(args, new() { Output = output, Error = error, Input = new StringReader(input), Settings = settings }));
        return (code, output.ToString(), error.ToString());
    }

    private static async Task Help(IReadOnlyList<string> path, StringBuilder text)
    {
        var (code, output, _) = await Run([.. path, "--help"]);
        code.ShouldBe(ExitCodes.Success);
        var lines = output.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd());
        text.Append("$ crm ").AppendJoin(' ', [.. path, "--help"]).Append('\n').AppendJoin('\n', lines).Append('\n');
    }

    private static IEnumerable<IReadOnlyList<string>> Verbs(System.CommandLine.Command command, IReadOnlyList<string> above)
    {
        foreach (var verb in command.Subcommands)
        {
            IReadOnlyList<string> path = [.. above, verb.Name];
            yield return path;
            foreach (var below in Verbs(verb, path)) yield return below;
        }
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Crm.Api.Hosting;
using Crm.Api.Pages;

namespace Crm.Api.Tests.Pages;

/// <summary>The texts of the pages against the sources that use them.</summary>
public sealed partial class TextsTests
{
    // Keys whose end is computed: what may follow is said by the enum, the events or the outcomes it stands for.
    private static readonly string[] Computed = ["enum.", "step.", "done.", "kpis.outcome.", "exports.report.", "lead_source.", "promises.due.", "visits.kind.", "seals.chain.", "tasks.show."];

    private static readonly string Folder = Path.Combine(Installation.RootFolder(AppContext.BaseDirectory), "src", "Crm.Api", "Pages");

    private static readonly string Sources = string.Join('\n', Directory.EnumerateFiles(Folder, "*.cs*", SearchOption.AllDirectories).Select(File.ReadAllText));

    private static HashSet<string> Literals => [.. Literal().Matches(Sources).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_key_that_is_used_has_a_text()
    {
        var used = Used().Matches(Sources).Select(match => match.Groups[1].Value).Where(key => !Computed.Contains(key)).ToHashSet();
        used.Count.ShouldBeGreaterThan(100);
        used.Except(Texts.Keys).ShouldBeEmpty();
    }

    [Fact]
    public void Every_text_is_used()
    {
        var literals = Literals;
        Texts.Keys.Where(key => !literals.Contains(key) && !Array.Exists(Computed, start => key.StartsWith(start, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_command_that_a_page_gives_says_that_it_is_done()
    {
        var commands = Command().Matches(Sources).Select(match => match.Groups[1].Value).ToHashSet();
        Texts.Keys.Where(key => key.StartsWith("done.", StringComparison.Ordinal)).Select(key => key["done.".Length..]).ShouldBe(commands, ignoreOrder: true);
    }

    [Fact]
    public void Every_text_of_a_value_names_a_value()
    {
        var enums = new[] { typeof(WorkPage).Assembly, typeof(Crm.Domain.Kernel.Money).Assembly, typeof(Crm.Projections.ReadModels).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsEnum).ToLookup(type => type.Name);
        foreach (var key in Texts.Keys.Where(key => key.StartsWith("enum.", StringComparison.Ordinal)))
        {
            var parts = key.Split('.');
            enums[parts[1]].ShouldContain(type => Enum.GetNames(type).Contains(parts[2]), key);
        }
    }

    [Fact]
    public void A_value_that_is_shown_has_a_text_with_all_others_of_its_kind()
    {
        var enums = new[] { typeof(WorkPage).Assembly, typeof(Crm.Domain.Kernel.Money).Assembly, typeof(Crm.Projections.ReadModels).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsEnum).ToLookup(type => type.Name);
        foreach (var name in Texts.Keys.Where(key => key.StartsWith("enum.", StringComparison.Ordinal)).Select(key => key.Split('.')[1]).Distinct())
            enums[name].ShouldContain(type => Enum.GetNames(type).All(value => Texts.Keys.Contains($"enum.{name}.{value}")), name);
    }

    [Fact]
    public void Every_text_is_there_in_both_languages()
    {
        var texts = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "Texts.json")))!.AsObject();
        foreach (var (key, text) in texts)
        {
            text!["es"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace(key);
            text["en"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace(key);
        }
    }

    [GeneratedRegex("""\bT\("([a-z0-9_.]+)"(?! \+)""")]
    private static partial Regex Used();

    [GeneratedRegex("\"([A-Za-z0-9_.]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("""(?:Send|Give|Decide|Book)\(\s*(?:"[a-z]+", )?"([A-Z][A-Za-z]+)",""")]
    private static partial Regex Command();
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;

namespace Crm.Domain.Tests.Architecture;

/// <summary>What is stored can be read for ever: shapes are approved in review, payloads are kept as they were once written.</summary>
/// <remarks>
/// <c>Golden/&lt;alias&gt;.json</c> is a payload of the present shape. When a member is added, the file of before stays as
/// <c>&lt;alias&gt;.&lt;what-was-missing&gt;.json</c> and goes on being read.
/// </remarks>
public sealed class StoredShapesTests
{
    private static readonly JsonSerializerOptions Readable = new(Stored.Options) { WriteIndented = true };

    public static TheoryData<string> Aliases => [.. DomainEvents.All.Select(DomainEvents.AliasOf)];

    public static TheoryData<string> Payloads =>
        [.. Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileName(file)).Where(name => !name.Contains(".received.", StringComparison.Ordinal))];

    [Fact]
    public void The_shape_of_every_event_is_as_approved()
    {
        var shapes = new StringBuilder();
        foreach (var type in DomainEvents.All) shapes.AppendLine(DomainEvents.AliasOf(type)).Append(Members(type)).AppendLine();
        shapes.AppendLine("-- what they carry --").AppendLine();
        foreach (var type in DomainEvents.Carried.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            shapes.AppendLine(type.Name);
            shapes.Append(type.IsEnum ? $"  {string.Join(", ", Enum.GetNames(type))}{Environment.NewLine}" : Members(type)).AppendLine();
        }

        shapes.ToString().ShouldMatchApproved(configuration => configuration.NoDiff());
    }

    [Theory, MemberData(nameof(Aliases))]
    public void Every_event_has_a_golden_payload_of_its_present_shape(string alias)
    {
        var json = JsonSerializer.Serialize(Sample.Of(TypeOf(alias)), TypeOf(alias), Readable) + "\n";
        var golden = Path.Combine(Folder(), alias + ".json");
        if (File.Exists(golden) && File.ReadAllText(golden).ReplaceLineEndings("\n") == json) return;

        var received = Path.Combine(Folder(), alias + ".received.json");
        File.WriteAllText(received, json);
        File.Exists(golden).ShouldBeTrue($"Review {received} and keep it as {alias}.json.");
        File.ReadAllText(golden).ReplaceLineEndings("\n").ShouldBe(json, $"The shape changed: keep the old payload under another name, and {received} as {alias}.json.");
    }

    [Theory, MemberData(nameof(Payloads))]
    public void Every_payload_ever_written_is_read_whole(string file)
    {
        var type = TypeOf(file.Split('.')[0]);
        var written = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), file)))!.AsObject();

        var read = JsonSerializer.Deserialize(written, type, Stored.Options)!;

        var again = JsonSerializer.SerializeToNode(read, type, Stored.Options)!.AsObject();
        foreach (var (name, value) in written)
            Holds(again[name], value).ShouldBeTrue($"{name} was {value?.ToJsonString()} and is read as {again[name]?.ToJsonString()}.");
        if (read is IOldEvent old) old.Upcast().ShouldNotBeNull();
    }

    [Fact]
    public void Retired_shapes_have_their_payloads_too() =>
        DomainEvents.Retired.Select(DomainEvents.AliasOf).Where(alias => !File.Exists(Path.Combine(Folder(), alias + ".json"))).ShouldBeEmpty();

    // All that was written is there still; a member that came later, at whatever depth, is no difference.
    private static bool Holds(JsonNode? read, JsonNode? written) => (read, written) switch
    {
        (JsonObject now, JsonObject then) => then.All(member => now.ContainsKey(member.Key) && Holds(now[member.Key], member.Value)),
        (JsonArray now, JsonArray then) => now.Count == then.Count && now.Zip(then).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(read, written),
    };

    private static Type TypeOf(string alias) => DomainEvents.All.Concat(DomainEvents.Retired).Single(type => DomainEvents.AliasOf(type) == alias);

    private static string Members(Type type)
    {
        var text = new StringBuilder();
        foreach (var member in DomainEvents.MembersOf(type))
        {
            text.Append("  ").Append(JsonNamingPolicy.CamelCase.ConvertName(member.Name)).Append(": ").Append(Name(member.PropertyType));
            if (DomainEvents.IsOptional(member) && Nullable.GetUnderlyingType(member.PropertyType) is null) text.Append('?');
            if (member.GetCustomAttribute<PersonalAttribute>() is { } personal) text.Append(" personal of ").Append(personal.Subject);
            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? Name(underlying) + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}

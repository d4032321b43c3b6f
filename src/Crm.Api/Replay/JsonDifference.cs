using System.Text.Json.Nodes;

namespace Crm.Api.Replay;

/// <summary>One place in which two documents differ.</summary>
/// <param name="Path">JSON pointer: <c>/balance/principal</c>.</param>
/// <param name="Old">What stood there before; <c>null</c> where nothing did.</param>
/// <param name="New">What stands there now; <c>null</c> where nothing does.</param>
public sealed record Difference(string Path, DifferenceKind Kind, JsonNode? Old, JsonNode? New);

public enum DifferenceKind { Added, Removed, Changed }

/// <summary>What changed from one document to another, place by place.</summary>
public static class JsonDifference
{
    /// <summary>The places that differ, in the order of the documents. A missing document is like an empty one.</summary>
    public static IReadOnlyList<Difference> Between(JsonNode? old, JsonNode? @new)
    {
        var differences = new List<Difference>();
        Compare("", old, @new, differences);
        return differences;
    }

    private static void Compare(string path, JsonNode? old, JsonNode? @new, List<Difference> differences)
    {
        if (JsonNode.DeepEquals(old, @new)) return;

        switch (old, @new)
        {
            case (JsonObject before, JsonObject after):
                Members(path, before, after, differences);
                break;
            case (JsonObject or null, JsonObject or null) when path.Length == 0:
                Members(path, old?.AsObject() ?? [], @new?.AsObject() ?? [], differences);
                break;
            case (JsonArray first, JsonArray second):
                Elements(path, first, second, differences);
                break;
            default:
                differences.Add(new(path, Kind(old, @new), old, @new));
                break;
        }
    }

    private static void Members(string path, JsonObject old, JsonObject @new, List<Difference> differences)
    {
        foreach (var (name, value) in old)
        {
            if (@new.ContainsKey(name) || value is null) Compare(Under(path, name), value, @new[name], differences);
            else differences.Add(new(Under(path, name), DifferenceKind.Removed, value, null));
        }

        foreach (var (name, value) in @new.Where(member => !old.ContainsKey(member.Key) && member.Value is not null))
            differences.Add(new(Under(path, name), DifferenceKind.Added, null, value));
    }

    // What stands at both ends of two lists is the same; only the middle is told, so that one element put in front is one difference.
    private static void Elements(string path, JsonArray old, JsonArray @new, List<Difference> differences)
    {
        var shorter = Math.Min(old.Count, @new.Count);
        var first = 0;
        while (first < shorter && JsonNode.DeepEquals(old[first], @new[first])) first++;
        var last = 0;
        while (last < shorter - first && JsonNode.DeepEquals(old[^(last + 1)], @new[^(last + 1)])) last++;

        var (oldEnd, newEnd) = (old.Count - last, @new.Count - last);
        for (var index = first; index < Math.Max(oldEnd, newEnd); index++)
        {
            var place = $"{path}/{index}";
            if (index >= oldEnd) differences.Add(new(place, DifferenceKind.Added, null, @new[index]));
            else if (index >= newEnd) differences.Add(new(place, DifferenceKind.Removed, old[index], null));
            else Compare(place, old[index], @new[index], differences);
        }
    }

    private static DifferenceKind Kind(JsonNode? old, JsonNode? @new) =>
        old is null ? DifferenceKind.Added : @new is null ? DifferenceKind.Removed : DifferenceKind.Changed;

    private static string Under(string path, string name) => $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

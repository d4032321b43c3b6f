using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Crm.Api.Replay;

/// <summary>What nobody may read of a stream, whatever he may see: with a secret or a hash of one he could be somebody else.</summary>
public static class Secrets
{
    private static readonly FrozenSet<string> Members =
        new[] { "passwordHash", "secret", "tokenHash", "codeHash", "codeHashes", "recoveryHashes", "secretHash" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A document with its secrets hidden.</summary>
    public static JsonNode? Hide(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToList())
                    if (member is not null && Members.Contains(name)) members[name] = PersonalData.Hidden;
                    else Hide(member);
                break;
            case JsonArray elements:
                foreach (var element in elements) Hide(element);
                break;
        }

        return node;
    }
}

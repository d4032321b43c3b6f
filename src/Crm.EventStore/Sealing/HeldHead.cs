using System.Text.Json;

namespace Crm.EventStore.Sealing;

/// <summary>A head as it is published and held outside: a seal with its signature and the key to check it with.</summary>
public sealed record HeldHead(string Chain, long Number, string Hash, string Header, string Signature, string Key, string PublicKey)
{
    public static HeldHead Of(SignedSeal seal, SealKey key) => new(
        seal.Header.Chain, seal.Header.Number, seal.Header.Hash, seal.Header.ToString(), Convert.ToBase64String(seal.Signature), key.Id, key.Pem);

    /// <summary>One line of JSON.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads heads, one in a line or one alone; what they say is taken from the header's text and nothing else.</summary>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static IReadOnlyList<HeldHead> ReadAll(string text)
    {
        try
        {
            var heads = text.TrimStart().StartsWith('{') && TryOne(text) is { } one
                ? [one]
                : text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonSerializer.Deserialize<HeldHead>(line, JsonSerializerOptions.Web)!).ToList();
            if (heads.Count == 0) throw new InvalidDataException("There is no head in it.");
            return [.. heads.Select(head => head.FromHeader())];
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"It does not hold heads, one JSON document a line ({exception.Message})", exception);
        }
    }

    private static HeldHead? TryOne(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<HeldHead>(text, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            // Several lines.
            return null;
        }
    }

    private HeldHead FromHeader()
    {
        var header = Header is null ? null : SealHeader.Parse(Header);
        return header is null
            ? throw new InvalidDataException("A head's header cannot be read.")
            : this with { Chain = header.Chain, Number = header.Number, Hash = header.Hash, Key = header.Key };
    }
}

/// <summary>What the one who verifies holds outside of what he verifies.</summary>
/// <param name="KeyFingerprint">Of a key that signed: the present one, or one before it.</param>
public sealed record HeldOutside(IReadOnlyList<HeldHead> Heads, string? KeyFingerprint)
{
    public static readonly HeldOutside Nothing = new([], null);

    /// <summary>A fingerprint as people write it: with colons, blanks or capitals.</summary>
    /// <returns><c>null</c> when it is none.</returns>
    public static string? NormalFingerprint(string text)
    {
        var plain = text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Trim().ToLowerInvariant();
        return plain.Length == 64 && plain.All(char.IsAsciiHexDigit) ? plain : null;
    }
}

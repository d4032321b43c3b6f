using System.Buffers.Text;
using System.Security.Cryptography;

namespace Crm.Api.Identity.ApiKeys;

/// <summary>A program's key as it is written: <c>crm_</c>, which key it is, <c>_</c>, and 32 random bytes.</summary>
public static class KeyTokens
{
    public const string Prefix = "crm_";
    private const int IdLength = 32, SecretLength = 43;

    public static (string Token, string Secret) New(Guid keyId)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return ($"{Prefix}{keyId:N}_{secret}", secret);
    }

    /// <summary>Which key, and its secret half; <c>null</c>: it is none.</summary>
    public static (Guid KeyId, string Secret)? Read(string? token) =>
        token is { Length: 4 + IdLength + 1 + SecretLength } && token.StartsWith(Prefix, StringComparison.Ordinal) && token[4 + IdLength] == '_'
        && Guid.TryParseExact(token.AsSpan(4, IdLength), "N", out var id)
            ? (id, token[(4 + IdLength + 1)..])
            : null;

    /// <summary>The key a request shows, in <c>X-Api-Key</c> or as a bearer token; never in the address, where it would be logged, and never as HTTP Basic.</summary>
    public static string? Of(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is { Count: 1 } own) return own[0];
        const string bearer = "Bearer ";
        return request.Headers.Authorization is { Count: 1 } values && values[0] is { } value && value.StartsWith(bearer + Prefix, StringComparison.OrdinalIgnoreCase)
            ? value[bearer.Length..]
            : null;
    }
}

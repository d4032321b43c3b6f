using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Crm.Domain.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Crm.Api.Identity;

/// <summary>Makes and reads tokens. An access token is ASP.NET Core's bearer ticket and names the session; a refresh token names session and generation.</summary>
/// <remarks>Both are encrypted and signed with the installation's data-protection keys, so every host reads them and nothing of them is stored.</remarks>
public sealed class AccessTokens(IOptionsMonitor<BearerTokenOptions> options, IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector _refresh = protection.CreateProtector("Crm.RefreshToken.v1");

    /// <summary>The tokens of a session that was opened or refreshed just now.</summary>
    public SessionTokens For(Session session)
    {
        var bearer = options.Get(BearerTokenDefaults.AuthenticationScheme);
        var expires = clock.GetUtcNow() + bearer.BearerTokenExpiration;
        if (expires > session.ExpiresAt) expires = session.ExpiresAt;
        var ticket = new AuthenticationTicket(
            Principal(session, BearerTokenDefaults.AuthenticationScheme),
            new AuthenticationProperties { ExpiresUtc = expires },
            BearerTokenDefaults.AuthenticationScheme + ":AccessToken");

        var refresh = _refresh.Protect(Encoding.ASCII.GetBytes($"{session.Id:N}.{session.Generation.ToString(CultureInfo.InvariantCulture)}"));
        return new("Bearer", bearer.BearerTokenProtector.Protect(ticket), (int)(expires - clock.GetUtcNow()).TotalSeconds, Base64Url.EncodeToString(refresh));
    }

    /// <summary>The principal of a session, for a token or a cookie.</summary>
    public static ClaimsPrincipal Principal(Session session, string scheme) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, session.UserId.ToString()), new(CallerMiddleware.SessionClaim, session.Id.ToString())], scheme));

    /// <summary>Session and generation of a refresh token of ours; <c>null</c> for anything else.</summary>
    public (Guid SessionId, int Generation)? ReadRefresh(string token)
    {
        try
        {
            var parts = Encoding.ASCII.GetString(_refresh.Unprotect(Base64Url.DecodeFromChars(token))).Split('.');
            return (Guid.Parse(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>What a sign-in or a refresh answers, named as OAuth 2 does.</summary>
/// <param name="ExpiresIn">Seconds until the access token lapses.</param>
/// <param name="RefreshToken">Good once; showing it again ends the session.</param>
public sealed record SessionTokens(string TokenType, string AccessToken, int ExpiresIn, string RefreshToken)
{
    /// <summary>Shown once, when an authenticator was enrolled on the way in.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; init; }
}

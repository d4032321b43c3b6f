using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Crm.Domain.Identity;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Microsoft.AspNetCore.DataProtection;

namespace Crm.Api.Identity;

/// <summary>What stands between password and code: says whose password was right, for five minutes. Encrypted and signed; nothing of it is stored.</summary>
public sealed class SignInChallenges(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _protector = protection.CreateProtector("Crm.SignInChallenge.v1");

    public string For(User user) => Base64Url.EncodeToString(_protector.Protect(Encoding.ASCII.GetBytes(string.Join('.',
        user.Id.Value.ToString("N"), SecretHash.Of(user.PasswordHash!), (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)))));

    /// <summary>Whose challenge it is; <c>null</c> when it is none of ours or too old. The password must still be the one it was given for.</summary>
    public (UserId UserId, string PasswordMark)? Read(string challenge)
    {
        try
        {
            var parts = Encoding.ASCII.GetString(_protector.Unprotect(Base64Url.DecodeFromChars(challenge))).Split('.');
            var until = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[2], CultureInfo.InvariantCulture));
            return clock.GetUtcNow() < until ? (new UserId(Guid.Parse(parts[0])), parts[1]) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

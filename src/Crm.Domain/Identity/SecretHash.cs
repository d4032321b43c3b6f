using System.Security.Cryptography;
using System.Text;

namespace Crm.Domain.Identity;

/// <summary>Hashes of secrets that we made ourselves of random bytes: no salt and no slowness is needed, because they cannot be guessed.</summary>
public static class SecretHash
{
    public static string Of(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether two hashes are the same, in a time that does not tell how far they agree.</summary>
    public static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}

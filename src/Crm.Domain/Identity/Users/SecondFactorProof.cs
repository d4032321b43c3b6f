using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

/// <summary>What was shown beside the password: a code of the authenticator, or a recovery code.</summary>
public sealed record SecondFactorProof(string Code)
{
    private static readonly Refusal Refused = new("identity.second-factor-refused", "The code is wrong, spent or too old.", ["code"]);

    /// <summary>What taking the code makes of the user, or a refusal; a code works once.</summary>
    public (IEvent? Taken, Refusal? Refusal) Take(User user, DateTimeOffset now)
    {
        if (user.SecondFactor is not { Enrolled: true } factor) return (null, Refused);
        if (Totp.Match(factor.Secret, Code, now, factor.LastStep) is { } step) return (new SecondFactorAccepted(user.Id, step), null);

        var hash = RecoveryCodes.HashOf(Code);
        var known = factor.RecoveryHashes.FirstOrDefault(left => SecretHash.Same(left, hash));
        return known is null ? (null, Refused) : (new RecoveryCodeUsed(user.Id, known, factor.RecoveryHashes.Count - 1), null);
    }
}

/// <summary>Codes for the day the authenticator is lost: each works once.</summary>
public static class RecoveryCodes
{
    public const int Count = 10;
    public const int Bytes = 10;

    /// <summary>A code as it is shown, of random bytes: <c>abcd-efgh-ijkl-mnop</c>.</summary>
    public static string Write(ReadOnlySpan<byte> random) => string.Join('-', Base32.Encode(random).ToLowerInvariant().Chunk(4).Select(part => new string(part)));

    /// <summary>However it was typed.</summary>
    public static string HashOf(string code) =>
        SecretHash.Of(new string([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]));
}

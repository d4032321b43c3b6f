using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

/// <param name="Secret">In base 32, of random bytes made at the edge.</param>
public sealed record OfferSecondFactor(string Secret);

public static class OfferSecondFactorHandler
{
    /// <summary>Until a code was shown, every offer takes the place of the one before.</summary>
    public static Decision Handle(OfferSecondFactor command, User user) =>
        Closed.Refuse(user)
        ?? (user.HasSecondFactor ? Decision.Refuse("identity.second-factor-enrolled", "There is an authenticator already; have it reset first.")
            : user.SecondFactor?.Secret == command.Secret ? Decision.AlreadySo
            : Decision.Append(new SecondFactorOffered(user.Id, command.Secret)));
}

/// <param name="Code">What the authenticator shows.</param>
/// <param name="RecoveryHashes">Of the recovery codes that he is shown once.</param>
public sealed record EnrolSecondFactor(string Code, IReadOnlyList<string> RecoveryHashes, DateTimeOffset Now);

public static class EnrolSecondFactorHandler
{
    /// <summary>The authenticator counts from now on. Heard again it is refused: the codes of the second answer would not be those that count.</summary>
    public static Decision Handle(EnrolSecondFactor command, User user)
    {
        if (Closed.Refuse(user) is { } closed) return closed;
        if (user.HasSecondFactor) return Decision.Refuse("identity.second-factor-enrolled", "There is an authenticator already; have it reset first.");
        if (user.SecondFactor is not { } offered) return Decision.Refuse("identity.second-factor-not-offered", "Ask for a secret first.");
        if (Totp.Match(offered.Secret, command.Code, command.Now, offered.LastStep) is not { } step)
            return Decision.Refuse("identity.second-factor-refused", "The code is wrong, spent or too old.", nameof(command.Code));

        return Decision.Append(new SecondFactorEnrolled(user.Id, step), new RecoveryCodesMade(user.Id, command.RecoveryHashes));
    }
}

/// <summary>New recovery codes; those of before no longer count.</summary>
public sealed record MakeRecoveryCodes(IReadOnlyList<string> RecoveryHashes, SecondFactorProof Proof, DateTimeOffset Now);

public static class MakeRecoveryCodesHandler
{
    public static Decision Handle(MakeRecoveryCodes command, User user) =>
        command.Proof.Take(user, command.Now) is { Taken: { } taken }
            ? Decision.Append(taken, new RecoveryCodesMade(user.Id, command.RecoveryHashes))
            : Decision.Refuse("identity.second-factor-refused", "The code is wrong, spent or too old.", "code");
}

/// <param name="Demanded">Whether one of his roles demands a second factor; then he cannot do without by himself.</param>
/// <param name="Proof">His own code when he does without by himself; <c>null</c> when somebody who may resets it.</param>
public sealed record ResetSecondFactor(string Reason, UserId? By, bool Demanded, SecondFactorProof? Proof, DateTimeOffset Now);

public static class ResetSecondFactorHandler
{
    public static Decision Handle(ResetSecondFactor command, User user)
    {
        if (user.SecondFactor is null) return Decision.AlreadySo;
        if (command.Proof is not { } proof)
        {
            return command.By == user.Id
                ? Decision.Refuse("identity.second-factor-of-his-own", "Nobody resets his own second factor; use a recovery code.")
                : Decision.Append(new SecondFactorReset(user.Id, command.Reason, command.By));
        }

        if (command.Demanded) return Decision.Refuse("identity.second-factor-demanded", "A role of yours demands a second factor.");
        return proof.Take(user, command.Now) is { Taken: { } taken }
            ? Decision.Append(taken, new SecondFactorReset(user.Id, command.Reason, command.By))
            : Decision.Refuse("identity.second-factor-refused", "The code is wrong, spent or too old.", "code");
    }
}

using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

/// <param name="PasswordHash">The hash the password was checked against; another one meanwhile means it was changed.</param>
/// <param name="Now">By the system's clock.</param>
/// <param name="Device">What the client said of itself.</param>
public sealed record OpenSession(Guid SessionId, string PasswordHash, DateTimeOffset Now, TimeSpan Lifetime, string? Device = null)
{
    /// <summary>The code shown beside the password.</summary>
    public SecondFactorProof? Proof { get; init; }

    /// <summary>The first code of an authenticator that is enrolled in the same step.</summary>
    public EnrolSecondFactor? Enrolment { get; init; }

    /// <summary>Whether a role of the user's demands a second factor.</summary>
    public bool SecondFactorDemanded { get; init; }

    /// <summary>Whether he comes from an address on no list and says so; it takes the second factor.</summary>
    public bool PassesClosedList { get; init; }
}

public static class OpenSessionHandler
{
    private static readonly Refusal Refused = new("identity.sign-in-refused", "User name or password are wrong, or the account is not open.", []);

    /// <summary>The password was checked at the edge; the second factor is decided here, so that no way in goes round it.</summary>
    public static Decision Handle(OpenSession command, Session? session, User user)
    {
        if (session is not null) return Decision.AlreadySo;
        if (!user.MaySignIn || user.PasswordHash != command.PasswordHash) return Decision.Refuse(Refused);
        if (command.Enrolment is { } enrolment && !user.HasSecondFactor)
        {
            var enrolled = EnrolSecondFactorHandler.Handle(enrolment, user);
            return enrolled.Refusal is { } wrong ? Decision.Refuse(wrong) : Open(command, user, SignedInWith.Authenticator).And<User>(user.Id.Value, enrolled.Events);
        }

        if (!user.HasSecondFactor)
        {
            return command.SecondFactorDemanded || command.PassesClosedList
                ? Decision.Refuse("identity.second-factor-enrolment-needed", "A role of yours demands a second factor: enrol an authenticator first.")
                : Open(command, user, SignedInWith.Password);
        }

        if (command.Proof is not { } proof) return Decision.Refuse("identity.second-factor-needed", "Show a code of your authenticator.");
        return proof.Take(user, command.Now) switch
        {
            { Taken: RecoveryCodeUsed used } => Open(command, user, SignedInWith.RecoveryCode).And<User>(user.Id.Value, used),
            { Taken: { } taken } => Open(command, user, SignedInWith.Authenticator).And<User>(user.Id.Value, taken),
            { Refusal: var refusal } => Decision.Refuse(refusal!),
        };
    }

    private static Decision Open(OpenSession command, User user, SignedInWith with)
    {
        var opened = new SessionOpened(command.SessionId, user.Id, user.SecurityStamp, command.Now, command.Now + command.Lifetime, command.Device, with);
        return command.PassesClosedList ? Decision.Append(opened, new ClosedListPassed(command.SessionId, user.Id)) : Decision.Append(opened);
    }
}

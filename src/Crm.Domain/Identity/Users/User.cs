using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;

namespace Crm.Domain.Identity.Users;

/// <summary>A person or program that signs in.</summary>
/// <param name="SecurityStamp">Raised when credentials change or the user is suspended; sessions opened under an older one no longer count.</param>
public sealed record User(
    UserId Id, UserStatus Status, string UserName, string FullName, string Language, string Zone, string? PasswordHash, int SecurityStamp,
    IReadOnlyList<RoleGrant> Grants) : IAggregate<User>
{
    public string? Email { get; init; }
    public IReadOnlyList<string> Skills { get; init; } = [];
    public int Capacity { get; init; }
    public PasswordReset? Reset { get; init; }
    public SecondFactor? SecondFactor { get; init; }

    public static User? Evolve(User? user, object @event) => @event switch
    {
        UserInvited e => new(e.UserId, UserStatus.Invited, e.UserName, e.FullName, e.Language, e.Zone, null, 0, []) { Email = e.Email },
        PasswordSet e => user!.Stamped() with
        {
            PasswordHash = e.PasswordHash,
            Status = user.Status is UserStatus.Invited ? UserStatus.Active : user.Status,
        },
        PasswordRehashed e => user! with { PasswordHash = e.PasswordHash },
        RoleGranted e => user! with { Grants = [.. user.Grants, new(e.GrantId, e.Role, e.CampaignId, e.TeamId, e.From, e.Until)] },
        RoleRevoked e => user! with { Grants = [.. user.Grants.Where(grant => grant.Id != e.GrantId)] },
        UserSuspended => user!.Stamped() with { Status = UserStatus.Suspended },
        UserReactivated => user! with { Status = user.PasswordHash is null ? UserStatus.Invited : UserStatus.Active },
        UserClosed => user!.Stamped() with { Status = UserStatus.Closed, Reset = null },
        UserProfileChanged e => user! with { FullName = e.FullName, Email = e.Email, Language = e.Language, Zone = e.Zone },
        UserSkillsSet e => user! with { Skills = e.Skills },
        UserCapacitySet e => user! with { Capacity = e.Capacity },
        UserSessionsEnded => user!.Stamped(),
        PasswordResetOffered e => user! with { Reset = new(e.ResetId, e.TokenHash, e.ExpiresAt) },
        PasswordResetUsed => user! with { Reset = null },
        SecondFactorOffered e => user! with { SecondFactor = new(e.Secret, Enrolled: false, LastStep: 0, []) },
        SecondFactorEnrolled e => user! with { SecondFactor = user.SecondFactor! with { Enrolled = true, LastStep = e.Step } },
        SecondFactorAccepted e => user! with { SecondFactor = user.SecondFactor! with { LastStep = e.Step } },
        RecoveryCodesMade e => user! with { SecondFactor = user.SecondFactor! with { RecoveryHashes = e.CodeHashes } },
        RecoveryCodeUsed e => user! with
        {
            SecondFactor = user.SecondFactor! with { RecoveryHashes = [.. user.SecondFactor.RecoveryHashes.Where(hash => hash != e.CodeHash)] },
        },
        SecondFactorReset => user!.Stamped() with { SecondFactor = null },
        SubjectErased e => user!.Stamped() with
        {
            UserName = e.Pseudonym,
            FullName = e.Pseudonym,
            Email = null,
            PasswordHash = null,
            Reset = null,
            SecondFactor = null,
        },
        _ => user,
    };

    public bool MaySignIn => Status is UserStatus.Active && PasswordHash is not null;

    public bool IsSuperAdministrator => Grants.Any(grant => grant.Role == Roles.SuperAdministrator);

    public bool HasSecondFactor => SecondFactor is { Enrolled: true };

    /// <summary>The grants that hold at an instant.</summary>
    public IEnumerable<RoleGrant> GrantsAt(DateTimeOffset now) => Grants.Where(grant => grant.HoldsAt(now));

    private User Stamped() => this with { SecurityStamp = SecurityStamp + 1 };
}

public enum UserStatus { Invited, Active, Suspended, Closed }

/// <summary>A role held somewhere and for some time.</summary>
public sealed record RoleGrant(Guid Id, string Role, CampaignId? CampaignId, TeamId? TeamId, DateTimeOffset? From, DateTimeOffset? Until)
{
    public bool HoldsAt(DateTimeOffset now) => (From is not { } from || from <= now) && (Until is not { } until || now < until);
}

/// <summary>A link that has not been used.</summary>
public sealed record PasswordReset(Guid Id, string TokenHash, DateTimeOffset ExpiresAt);

/// <summary>An authenticator.</summary>
/// <param name="Enrolled">Whether a code of it was ever shown; before, it does not count.</param>
/// <param name="LastStep">Codes of this time step and before are spent.</param>
/// <param name="RecoveryHashes">Of the recovery codes that are left.</param>
public sealed record SecondFactor(string Secret, bool Enrolled, long LastStep, IReadOnlyList<string> RecoveryHashes);

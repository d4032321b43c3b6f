using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

/// <summary>A person or program that signs in.</summary>
/// <param name="SecurityStamp">Raised when credentials change or the user is suspended; sessions opened under an older one no longer count.</param>
public sealed record User(
    UserId Id, UserStatus Status, string UserName, string FullName, string Language, string Zone, string? PasswordHash, int SecurityStamp,
    IReadOnlyList<RoleGrant> Grants) : IAggregate<User>
{
    public static User? Evolve(User? user, object @event) => @event switch
    {
        UserInvited e => new(e.UserId, UserStatus.Invited, e.UserName, e.FullName, e.Language, e.Zone, null, 0, []),
        PasswordSet e => user! with
        {
            PasswordHash = e.PasswordHash,
            SecurityStamp = user.SecurityStamp + 1,
            Status = user.Status is UserStatus.Invited ? UserStatus.Active : user.Status,
        },
        PasswordRehashed e => user! with { PasswordHash = e.PasswordHash },
        RoleGranted e => user! with { Grants = [.. user.Grants, new(e.GrantId, e.Role, e.CampaignId, e.TeamId, e.From, e.Until)] },
        RoleRevoked e => user! with { Grants = [.. user.Grants.Where(grant => grant.Id != e.GrantId)] },
        UserSuspended => user! with { Status = UserStatus.Suspended, SecurityStamp = user.SecurityStamp + 1 },
        UserReactivated => user! with { Status = user.PasswordHash is null ? UserStatus.Invited : UserStatus.Active },
        _ => user,
    };

    public bool MaySignIn => Status is UserStatus.Active && PasswordHash is not null;

    public bool IsSuperAdministrator => Grants.Any(grant => grant.Role == Roles.SuperAdministrator);

    /// <summary>The grants that hold at an instant.</summary>
    public IEnumerable<RoleGrant> GrantsAt(DateTimeOffset now) =>
        Grants.Where(grant => (grant.From is not { } from || from <= now) && (grant.Until is not { } until || now < until));
}

public enum UserStatus { Invited, Active, Suspended }

/// <summary>A role held somewhere and for some time.</summary>
public sealed record RoleGrant(Guid Id, string Role, CampaignId? CampaignId, TeamId? TeamId, DateTimeOffset? From, DateTimeOffset? Until);

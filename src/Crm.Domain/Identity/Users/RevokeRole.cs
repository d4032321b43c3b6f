using Crm.Domain.Identity.SuperAdministrators;
using Crm.Domain.Kernel;
using Roster = Crm.Domain.Identity.SuperAdministrators.SuperAdministrators;

namespace Crm.Domain.Identity.Users;

/// <param name="RosterId">The stream of the super administrators.</param>
/// <param name="MayRevoke">Whether whoever revokes could have granted it.</param>
public sealed record RevokeRole(Guid GrantId, string Reason, UserId? By, Guid RosterId, bool MayRevoke);

public static class RevokeRoleHandler
{
    public static Decision Handle(RevokeRole command, User user, Roster? roster)
    {
        if (user.Grants.FirstOrDefault(grant => grant.Id == command.GrantId) is not { } grant) return Decision.AlreadySo;
        if (!command.MayRevoke) return Decision.Refuse("identity.grant-beyond-own", "Nobody revokes what he could not grant.", "grantId");

        var revoked = Decision.Append(new RoleRevoked(user.Id, grant.Id, grant.Role, command.Reason, command.By));
        if (grant.Role != Roles.SuperAdministrator || roster?.Has(user.Id) is not true) return revoked;
        if (roster.IsLast(user.Id)) return LastSuperAdministrator.Refusal;

        return revoked.And<Roster>(command.RosterId, new SuperAdministratorRemoved(user.Id));
    }
}

internal static class LastSuperAdministrator
{
    public static Decision Refusal { get; } =
        Decision.Refuse("identity.last-super-administrator", "He is the last super administrator; make another one first.");
}

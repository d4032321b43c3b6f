using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.RoleDefinitions;

/// <param name="CatalogueId">The stream of the names of all roles.</param>
/// <param name="MayGrant">Whether whoever defines it holds all of it everywhere; nobody gives what he does not hold.</param>
public sealed record DefineRole(Guid CatalogueId, Guid RoleId, string Role, string Label, IReadOnlyList<RolePermission> Permissions, UserId? By, bool MayGrant);

public static class DefineRoleHandler
{
    public static Decision Handle(DefineRole command, RoleDefinition? role)
    {
        if (Roles.All.Contains(command.Role)) return Decision.Refuse("identity.role-exists", "There is a role of this name.", nameof(command.Role));
        if (role is { Retired: false } && Same(role, command)) return Decision.AlreadySo;
        if (role is not null) return Decision.Refuse("identity.role-exists", "There is a role of this name, or there was.", nameof(command.Role));
        if (!command.MayGrant) return Decision.Refuse("identity.grant-beyond-own", "Nobody grants what he does not hold.", nameof(command.Permissions));

        return Decision.Append(new RoleDefined(command.RoleId, command.Role, command.Label, command.Permissions, command.By))
            .And<RoleCatalogue>(command.CatalogueId, new RoleListed(command.CatalogueId, command.Role));
    }

    private static bool Same(RoleDefinition role, DefineRole command) =>
        role.Label == command.Label && role.Allowed.Count == command.Permissions.Count
        && command.Permissions.All(cell => role.Allowed.TryGetValue(cell.Permission, out var reach) && reach == cell.Reach);
}

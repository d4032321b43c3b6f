using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.RoleDefinitions;

/// <param name="Defaults">What the product gives the role; empty for a role of our own.</param>
/// <param name="MayChange">Whether whoever changes it holds everything the role held and will hold, everywhere: nobody gives what he does not hold, nor takes from who stands above him.</param>
public sealed record ChangeRole(
    Guid RoleId, string Role, IReadOnlyList<RolePermission> Allowed, IReadOnlyList<string> Withdrawn, UserId? By, IReadOnlyDictionary<string, Reach> Defaults,
    bool MayChange);

public static class ChangeRoleHandler
{
    public static Decision Handle(ChangeRole command, RoleDefinition? role)
    {
        if (role is null && !Roles.All.Contains(command.Role)) return Decision.Refuse("identity.unknown-role", $"There is no role '{command.Role}'.", nameof(command.Role));
        if (command.Role == Roles.SuperAdministrator)
            return Decision.Refuse("identity.super-administrator-is-whole", "A super administrator may do everything; the role cannot be changed.", nameof(command.Role));
        if (role?.Retired is true) return Decision.Refuse("identity.role-retired", "The role was retired.");
        if (!command.MayChange) return Decision.Refuse("identity.grant-beyond-own", "Nobody grants or takes what he does not hold.", nameof(command.Allowed));
        if (command.Allowed.Select(cell => cell.Permission).Intersect(command.Withdrawn).Any())
            return Decision.Refuse("identity.role-change-contradicts", "A permission is both given and taken.", nameof(command.Allowed), nameof(command.Withdrawn));

        var now = (role ?? RoleDefinition.Evolve(null, new RolePermissionsChanged(command.RoleId, command.Role, [], [], null))!).Over(command.Defaults);
        RolePermission[] allowed = [.. command.Allowed.Where(cell => !(now.TryGetValue(cell.Permission, out var reach) && reach == cell.Reach))];
        string[] withdrawn = [.. command.Withdrawn.Where(now.ContainsKey).Distinct(StringComparer.Ordinal)];
        return allowed.Length + withdrawn.Length == 0
            ? Decision.AlreadySo
            : Decision.Append(new RolePermissionsChanged(command.RoleId, command.Role, allowed, withdrawn, command.By));
    }
}

/// <param name="Holders">How many users hold it.</param>
/// <param name="MayChange">As for a change.</param>
public sealed record RetireRole(string Reason, UserId? By, int Holders, bool MayChange);

public static class RetireRoleHandler
{
    public static Decision Handle(RetireRole command, RoleDefinition role)
    {
        if (role.Retired) return Decision.AlreadySo;
        if (role.Label is null) return Decision.Refuse("identity.role-of-the-product", "A role of the product is changed, not retired.");
        if (!command.MayChange) return Decision.Refuse("identity.grant-beyond-own", "Nobody grants or takes what he does not hold.");
        if (command.Holders > 0)
        {
            return Decision.Refuse(new Refusal("identity.role-held", $"{command.Holders} users hold the role; revoke it first.", [])
            {
                Figures = new Dictionary<string, object?> { ["holders"] = command.Holders },
            });
        }

        return Decision.Append(new RoleRetired(role.Id, role.Role, command.Reason, command.By));
    }
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.RoleDefinitions;

/// <summary>What was decided about a role: all of a role of our own, and how a role of the product differs from its default.</summary>
/// <param name="Label"><c>null</c> for a role of the product.</param>
public sealed record RoleDefinition(
    Guid Id, string Role, string? Label, IReadOnlyDictionary<string, Reach> Allowed, IReadOnlyCollection<string> Withdrawn, bool Retired) : IAggregate<RoleDefinition>
{
    public static RoleDefinition? Evolve(RoleDefinition? role, object @event) => @event switch
    {
        RoleDefined e => new(e.RoleId, e.Role, e.Label, e.Permissions.ToDictionary(cell => cell.Permission, cell => cell.Reach), [], Retired: false),
        RolePermissionsChanged e => Changed(role ?? new(e.RoleId, e.Role, null, new Dictionary<string, Reach>(), [], Retired: false), e),
        RoleRetired => role! with { Retired = true },
        _ => role,
    };

    /// <summary>What the role holds, given what the product gives it.</summary>
    public IReadOnlyDictionary<string, Reach> Over(IReadOnlyDictionary<string, Reach> defaults)
    {
        if (Retired) return new Dictionary<string, Reach>();

        var permissions = new Dictionary<string, Reach>(defaults, StringComparer.Ordinal);
        foreach (var withdrawn in Withdrawn) permissions.Remove(withdrawn);
        foreach (var (permission, reach) in Allowed) permissions[permission] = reach;
        return permissions;
    }

    private static RoleDefinition Changed(RoleDefinition role, RolePermissionsChanged e)
    {
        var allowed = new Dictionary<string, Reach>(role.Allowed, StringComparer.Ordinal);
        foreach (var withdrawn in e.Withdrawn) allowed.Remove(withdrawn);
        foreach (var cell in e.Allowed) allowed[cell.Permission] = cell.Reach;
        return role with { Allowed = allowed, Withdrawn = [.. role.Withdrawn.Union(e.Withdrawn).Except(e.Allowed.Select(cell => cell.Permission))] };
    }
}

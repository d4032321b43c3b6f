using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.RoleDefinitions;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A role of this installation's own, beside those of the product.</summary>
/// <param name="Role">What grants name it by: <c>night-shift-lead</c>.</param>
/// <param name="Label">What people call it.</param>
public sealed record RoleDefined(Guid RoleId, string Role, string Label, IReadOnlyList<RolePermission> Permissions, UserId? DefinedBy) : IEvent;

/// <summary>There is a role more; the list of all, so that they are found without looking through every stream.</summary>
public sealed record RoleListed(Guid CatalogueId, string Role) : IEvent;

/// <summary>What a role may do changed, for everybody who holds it. A role of the product keeps its defaults in everything that is not named.</summary>
/// <param name="Allowed">Permissions it holds from now on, with how far they reach.</param>
/// <param name="Withdrawn">Permissions it no longer holds.</param>
public sealed record RolePermissionsChanged(
    Guid RoleId, string Role, IReadOnlyList<RolePermission> Allowed, IReadOnlyList<string> Withdrawn, UserId? ChangedBy) : IEvent;

public sealed record RoleRetired(Guid RoleId, string Role, string Reason, UserId? RetiredBy) : IEvent;

using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.RoleDefinitions;

/// <summary>The names of this installation's own roles, retired ones too. One per installation.</summary>
public sealed record RoleCatalogue(IReadOnlyList<string> Roles) : IAggregate<RoleCatalogue>
{
    public static RoleCatalogue? Evolve(RoleCatalogue? catalogue, object @event) => @event switch
    {
        RoleListed e => new([.. catalogue?.Roles ?? [], e.Role]),
        _ => catalogue,
    };
}

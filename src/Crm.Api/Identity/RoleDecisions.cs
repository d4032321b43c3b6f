using Crm.Api.Queries;
using Crm.Domain.Identity.RoleDefinitions;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;

namespace Crm.Api.Identity;

/// <summary>The commands on roles; for the API, the pages and the command line alike.</summary>
/// <remarks><c>may</c> says whether whoever gives the command holds all of these permissions everywhere.</remarks>
internal static class RoleDecisions
{
    public static Func<RoleDefinition?, Decision> Define(IdentityRules rules, DefineRoleRequest request, UserId? by, Func<IEnumerable<string>, bool> may) => role =>
        DefineRoleHandler.Handle(
            new(rules.RoleCatalogueId, rules.RoleId(request.Role), request.Role, request.Label, request.Permissions, by, may(request.Permissions.Select(cell => cell.Permission))), role);

    public static Func<RoleDefinition?, Decision> Change(IdentityRules rules, string role, ChangeRoleRequest request, UserId? by, Func<IEnumerable<string>, bool> may)
    {
        var defaults = RoleMatrix.Default.Of(role);
        return definition =>
        {
            var held = definition?.Over(defaults) ?? defaults;
            var covered = may(held.Keys.Concat(request.Allowed.Select(cell => cell.Permission)).Where(Permission.All.Contains));
            return ChangeRoleHandler.Handle(new(rules.RoleId(role), role, request.Allowed, request.Withdrawn, by, defaults, covered), definition);
        };
    }

    public static async Task<Func<RoleDefinition, Decision>> Retire(ViewReader views, string role, string reason, UserId? by, Func<IEnumerable<string>, bool> may, CancellationToken ct)
    {
        var holders = (await views.Query<int>(
            $"select count(*)::int from {DocumentTable.Of<UserDirectory>()} where status <> 'closed' and exists (select from jsonb_array_elements(data -> 'grants') as g where g ->> 'role' = @role)",
            new { role }, ct)).Single();
        return definition => RetireRoleHandler.Handle(new(reason, by, holders, may(definition.Allowed.Keys)), definition);
    }
}

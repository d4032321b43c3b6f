using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.People;

/// <summary>The matrix: what each role may do and how far, and a role of this installation's own.</summary>
[Requires(Permission.RolesRead)]
public sealed class RolesModel(IdentityRules rules, Commands commands) : IdentityPage
{
    public RoleMatrix Matrix => rules.Current.Roles;

    /// <summary>The product's roles as they stand in its matrix, then those of this installation.</summary>
    public IReadOnlyList<string> Roles =>
        [.. Domain.Identity.Roles.All.Where(Matrix.Roles.Contains), .. Matrix.Roles.Except(Domain.Identity.Roles.All, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static IEnumerable<IGrouping<string, string>> Modules => Permission.All.Order(StringComparer.Ordinal).GroupBy(PeopleWords.ModuleOf);

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostDefineAsync(string? role, string? label, CancellationToken ct)
    {
        var request = new DefineRoleRequest(role?.Trim() ?? "", label?.Trim() ?? "", Array.Empty<RolePermission>());
        return await Give("define", "DefineRole", Permission.RolesCreate, request, (body, context) => RoleEndpoints.Define(body, context, commands, rules, HttpContext, ct), [], ct)
            ? LocalRedirect($"/desk/roles/{request.Role}")
            : Page();
    }
}

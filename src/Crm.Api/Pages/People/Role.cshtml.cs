using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.People;

/// <summary>What one role may do, cell by cell; what the caller does not hold himself he can neither give nor take.</summary>
[Requires(Permission.RolesRead)]
public sealed class RoleModel(IdentityRules rules, Commands commands, ViewReader views, Problems problems) : IdentityPage
{
    private const string Cell = "cell.";

    [BindProperty(SupportsGet = true)]
    public string Role { get; set; } = "";

    public RoleMatrix Matrix => rules.Current.Roles;
    public IReadOnlyDictionary<string, Reach> Held => Matrix.Of(Role);
    public bool IsOfTheProduct => Roles.All.Contains(Role);
    public bool IsWhole => Role == Roles.SuperAdministrator;

    /// <summary>The role holds what the caller does not, so nothing of it is his to change.</summary>
    public bool IsBeyond => !RoleMatrix.CoversEverywhere(Who, Held.Keys);

    public bool MayChange => Who.Has(Permission.RolesUpdate) && !IsWhole && !IsBeyond;

    public bool MayGive(string permission) => Who.ScopeOf(permission).All;

    /// <summary>The id of its stream: where its changes are.</summary>
    public Guid StreamId => rules.RoleId(Role);

    public IActionResult OnGet() => Matrix.Roles.Contains(Role) ? Page() : Missing();

    public async Task<IActionResult> OnPostChangeAsync(CancellationToken ct)
    {
        if (!Matrix.Roles.Contains(Role)) return Missing();

        var (held, allowed, withdrawn) = (Held, new List<RolePermission>(), new List<string>());
        // A cell that was not sent, because it was disabled, stays as it is.
        foreach (var permission in Permission.All.Where(permission => Request.Form.ContainsKey(Cell + permission)).Order(StringComparer.Ordinal))
        {
            var chosen = Request.Form[Cell + permission].ToString();
            if (chosen.Length == 0)
            {
                if (held.ContainsKey(permission)) withdrawn.Add(permission);
            }
            else if (Enum.TryParse<Reach>(chosen, out var reach) && Enum.IsDefined(reach))
            {
                if (!held.TryGetValue(permission, out var now) || now != reach) allowed.Add(new(permission, reach));
            }
        }

        return await Send("change", "ChangeRole", Permission.RolesUpdate, new ChangeRoleRequest(allowed, withdrawn),
            (body, context) => RoleEndpoints.Change(Role, body, context, commands, rules, HttpContext, problems, ct), $"/desk/roles/{Role}", ct);
    }

    public Task<IActionResult> OnPostRetireAsync(string? reason, CancellationToken ct) => Send(
        "retire", "RetireRole", Permission.RolesDelete, new ReasonRequest(reason ?? ""),
        (body, context) => RoleEndpoints.Retire(Role, body, context, commands, rules, views, HttpContext, problems, ct), "/desk/roles", ct);

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, string next, CancellationToken ct)
    {
        if (await Give(form, command, permission, request, run, [], ct)) return LocalRedirect(next);
        return Matrix.Roles.Contains(Role) ? Page() : Missing();
    }
}

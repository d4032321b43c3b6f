using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.People;

/// <summary>The users within reach, by name, status and role; and the invitation of another one.</summary>
[Requires(Permission.UsersRead)]
public sealed class UsersModel(ViewReader views, Commands commands, UserUnits units, IdentityRules rules, Problems problems) : IdentityPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<UserDirectory>()];

    public Page<UserAnswer> Users { get; private set; } = new([], null);

    public IReadOnlyList<string> Roles => [.. rules.Current.Roles.Roles.Order(StringComparer.Ordinal)];

    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Role { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct) => Users = await Read<Page<UserAnswer>>(UserEndpoints.List(
        Asked(Status), Asked(Role), Text, ScopeOf(Permission.UsersRead), new(PageRequest.DefaultLimit, Cursor), views, HttpContext, problems, ct)) ?? Users;

    public async Task<IActionResult> OnPostInviteAsync(string? userName, string? fullName, string? email, string? language, string? zone, CancellationToken ct)
    {
        var request = new InviteUserRequest(userName?.Trim() ?? "", fullName?.Trim() ?? "", Asked(email), language ?? "", zone?.Trim() ?? "");
        Guid? invited = null;
        if (await Give("invite", "InviteUser", Permission.UsersCreate, request, async (body, context) =>
            {
                var answer = await UserEndpoints.Invite(body, context, commands, units, ct);
                invited = (answer as CommandResult)?.Value.Id;
                return answer;
            }, Shown, ct))
        {
            return LocalRedirect($"/desk/users/{invited}");
        }

        await OnGetAsync(ct);
        return Page();
    }
}

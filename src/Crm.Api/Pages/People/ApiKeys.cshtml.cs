using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.ApiKeys;
using Crm.Api.Queries;
using Crm.Projections.Campaigns;
using Crm.Projections.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.People;

/// <summary>Keys of programs. A key is in the answer that made it and nowhere else.</summary>
[Requires(Permission.ApiKeysRead)]
public sealed class ApiKeysModel(
    ViewReader views, KeyUses uses, UserReader users, Commands commands, CommandRunner runner, ApiKeyUnits units, IdentityRules rules, TimeProvider clock) : IdentityPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<ApiKeyList>()];

    public Page<ApiKeyAnswer> Keys { get; private set; } = new([], null);
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    /// <summary>The new key, in this answer and never again.</summary>
    public IssuedApiKey? Issued { get; private set; }

    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>What the caller holds: he can put nothing else into a key.</summary>
    public IEnumerable<string> Grantable => Who.Permissions.Order(StringComparer.Ordinal);

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Keys = await Read<Page<ApiKeyAnswer>>(
            ApiKeyEndpoints.List(null, ScopeOf(Permission.ApiKeysRead), new(PageRequest.DefaultLimit, Cursor), views, uses, clock, HttpContext, ct)) ?? Keys;
        Names = await users.Names([.. Keys.Items.Select(key => key.UserId).Distinct()], ct);
        Campaigns = await CampaignsWithin(Permission.ApiKeysRead, ct);
    }

    public async Task<IActionResult> OnPostIssueAsync(string? user, string? label, string[] permissions, Guid? campaign, DateOnly? expires, CancellationToken ct)
    {
        if (Midnight(expires) is { } until && Asked(user) is { } name && await users.IdOf(name, ct) is { } owner)
        {
            Issued = await Ask<IssueApiKeyRequest, IssuedApiKey>(
                "issue", "IssueApiKey", Permission.ApiKeysCreate, new(owner.Value, label?.Trim() ?? "", permissions, campaign, until),
                (body, context) => ApiKeyEndpoints.Issue(body, context, commands, runner, units, rules, HttpContext, ct), ct);
        }
        else
        {
            Refuse("issue", StatusCodes.Status400BadRequest, Texts.T("keys.no_user"), []);
        }

        return await Shows(ct);
    }

    public async Task<IActionResult> OnPostRotateAsync(Guid id, DateOnly? expires, int? overlap, CancellationToken ct)
    {
        if (Midnight(expires) is { } until)
        {
            Issued = await Ask<RotateApiKeyRequest, IssuedApiKey>(
                "rotate", "RotateApiKey", Permission.ApiKeysUpdate, new(until, overlap ?? 24),
                (body, context) => ApiKeyEndpoints.Rotate(id, body, context, commands, runner, units, rules, clock, HttpContext, ct), ct);
        }
        else
        {
            Refuse("rotate", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
        }

        return await Shows(ct);
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, string? reason, CancellationToken ct) =>
        await Give("revoke", "RevokeApiKey", Permission.ApiKeysDelete, new ReasonRequest(reason ?? ""),
            (body, context) => ApiKeyEndpoints.Revoke(id, body, context, commands, units, ct), Shown, ct)
            ? RedirectToPage()
            : await Shows(ct);

    private async Task<IActionResult> Shows(CancellationToken ct)
    {
        await OnGetAsync(ct);
        return Page();
    }
}

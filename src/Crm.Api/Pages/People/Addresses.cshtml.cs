using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Crm.Projections.Campaigns;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.People;

/// <summary>From where people may come.</summary>
[Requires(Permission.AddressesRead)]
public sealed class AddressesModel(IdentityRules rules, AddressUnits units, AddressLookup lookup, Commands commands, Problems problems, TimeProvider clock) : IdentityPage
{
    public bool IsClosed => rules.Current.Networks.IsClosed;
    public IReadOnlyList<AddressRuleAnswer> Rules => [.. rules.Current.Networks.List.Rules.Select(rule => AddressRuleAnswer.Of(rule, clock.GetUtcNow()))];
    public IReadOnlyCollection<string> Roles => [.. rules.Current.Roles.Roles.Order(StringComparer.Ordinal)];
    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    /// <summary>What is known of the address that was asked about; of the caller's own when none was.</summary>
    public AddressInfo? Facts { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Address { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Campaigns = await CampaignsWithin(Permission.AddressesRead, ct);
        Facts = await Read<AddressInfo>(AddressEndpoints.Facts(Asked(Address), rules, lookup, clock, HttpContext, problems, ct));
    }

    public Task<IActionResult> OnPostAllowAsync(string? network, string? description, string? role, Guid? campaign, DateOnly? until, CancellationToken ct) => Send(
        "allow", "AllowNetwork", Permission.AddressesCreate, new AllowNetworkRequest(network?.Trim() ?? "", description ?? "", Asked(role), campaign, EndOf(until)),
        (body, context) => AddressEndpoints.Allow(body, context, commands, units, HttpContext, ct), ct);

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, string? reason, CancellationToken ct) => Send(
        "withdraw", "WithdrawNetwork", Permission.AddressesDelete, new ReasonRequest(reason ?? ""),
        (body, context) => AddressEndpoints.Withdraw(id, body, context, commands, units, HttpContext, ct), ct);

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give(form, command, permission, request, run, [], ct)) return RedirectToPage();

        Campaigns = await CampaignsWithin(Permission.AddressesRead, ct);
        return Page();
    }
}

using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>A plan with every version of its terms: new terms from a date on, until when it is sold.</summary>
[Requires(Permission.PlansRead)]
public sealed class PlanModel(ViewReader views, UserReader users, Commands commands, SalesFacts facts, StreamVersions versions, BusinessClock clock) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<PlanCard>()];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public PlanInfo Plan { get; private set; } = null!;
    public CampaignInfo Campaign { get; private set; } = null!;
    public DateOnly Today { get; private set; }

    /// <summary>Of the plan's stream as it is shown.</summary>
    public long Version { get; private set; }

    /// <summary>The latest terms, to be changed.</summary>
    public PlanFieldsView Fields => new(Campaign.Currency, name => Refusal?.Form == "revise" ? Typed("revise", name) : PlanFieldsView.Of(Plan.Versions[^1].Terms, name));

    public bool May(string permission) => ScopeOf(permission).Reaches(Plan.CampaignId);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    /// <param name="version">That of the plan as it was shown: what somebody else changed meanwhile is not overwritten.</param>
    public async Task<IActionResult> OnPostReviseAsync(PlanFields fields, DateOnly? from, long version, CancellationToken ct) => await Load(ct)
        ? await Send("revise", "RevisePlan", Permission.PlansUpdate, from, first => fields.Revise(Campaign.Currency, first), (body, context) => PlanEndpoints.Revise(
            Id, body, CommandContext.For(HttpContext, context.Command, context.Permission, new EntityTag(version).ToString()), commands, facts, ct), ct)
        : Missing();

    public async Task<IActionResult> OnPostWithdrawAsync(DateOnly? until, string? reason, CancellationToken ct) => await Load(ct)
        ? await Send("withdraw", "WithdrawPlan", Permission.PlansDelete, until, last => new WithdrawPlanRequest(last, reason ?? ""),
            (body, context) => PlanEndpoints.Withdraw(Id, body, context, commands, facts, ct), ct)
        : Missing();

    public async Task<IActionResult> OnPostReinstateAsync(DateOnly? from, DateOnly? until, CancellationToken ct) => await Load(ct)
        ? await Send("reinstate", "ReinstatePlan", Permission.PlansUpdate, from, first => new ReinstatePlanRequest(first, until),
            (body, context) => PlanEndpoints.Reinstate(Id, body, context, commands, facts, ct), ct)
        : Missing();

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, DateOnly? date, Func<DateOnly, TRequest> request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (!ModelState.IsValid || date is not { } day)
            RefuseUnread(form);
        else if (await Give(form, command, permission, request(day), run, Shown, ct))
            return RedirectToPage(new { id = Id });

        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await Views.Find<PlanCard, PlanInfo>(Id, ct) is not { } plan || !ScopeOf(Permission.PlansRead).Reaches(plan.CampaignId)) return false;

        Plan = plan;
        Campaign = (await Views.Find<CampaignCard, CampaignInfo>(plan.CampaignId.Value, ct))!;
        Today = BusinessMoment.Of(clock.GetUtcNow(), Campaign.Zone).Date;
        Version = await versions.Of(Id, ct);
        return true;
    }
}

using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales;
using Crm.Api.TelecomSales.Commissions;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Commissions;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>By which rules a campaign's sales earn: as they are, every version of each, and the forms to add, replace and end one.</summary>
[Requires(Permission.CommissionsRead)]
public sealed class CommissionRulesModel(ViewReader views, UserReader users, Workplaces places, Commands commands, NaturalKeys keys) : SalesPage(views, users)
{
    public const int MostTiers = 6;

    private static readonly string[] Shown = [DocumentTable.NameOf<CommissionSchemeCard>()];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];
    public CampaignInfo Chosen { get; private set; } = null!;
    public SchemeCard? Scheme { get; private set; }
    public IReadOnlyList<PlanInfo> Plans { get; private set; } = [];

    /// <summary>The rule that the form replaces; <c>null</c>: it adds one.</summary>
    public SchemeRule? Edited { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Campaign { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Rule { get; set; }

    public bool May(string permission) => ScopeOf(permission).Reaches(Chosen.CampaignId);

    public string PlanOf(PlanId? id) => id is { } plan ? Plans.FirstOrDefault(one => one.PlanId == plan)?.Code ?? "–" : Texts.T("any");

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    /// <param name="id">Of the rule, made with the form where it is a new one.</param>
    public async Task<IActionResult> OnPostSetAsync(RuleFields form, Guid id, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        if (!ModelState.IsValid || form.Request(Chosen.Currency) is not { } request)
            RefuseUnread("set");
        else if (await Give("set", "SetCommissionRule", Permission.CommissionsCreate, request,
            (body, context) => CommissionEndpoints.SetRule(Chosen.CampaignId.Value, id, body, context, commands, places, keys, ct), Shown, ct))
            return Back();

        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, DateOnly? last, string? reason, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        if (!ModelState.IsValid || last is not { } day)
            RefuseUnread("end");
        else if (await Give("end", "EndCommissionRule", Permission.CommissionsUpdate, new EndRuleRequest(day, reason ?? ""),
            (body, context) => CommissionEndpoints.EndRule(Chosen.CampaignId.Value, id, body, context, commands, places, keys, ct), Shown, ct))
            return Back();

        return Page();
    }

    private RedirectResult Back() => Redirect($"/desk/sales/commissions/rules?campaign={Chosen.CampaignId}");

    private async Task<bool> Load(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.CommissionsRead);
        Campaigns = await SellingFirst((await Views.Campaigns(ct)).Where(campaign => scope.Reaches(campaign.CampaignId)), ct);
        if ((Campaign is { } asked ? Campaigns.FirstOrDefault(one => one.CampaignId.Value == asked) : Campaigns.Count > 0 ? Campaigns[0] : null) is not { } chosen) return false;

        Chosen = chosen;
        Scheme = await Views.Find<CommissionSchemeCard, SchemeCard>(keys.CommissionScheme(chosen.CampaignId), ct);
        Plans = (await PlanEndpoints.Page(chosen.CampaignId.Value, null, null, new(PageRequest.MaxLimit, null), CallerScope.Nothing(Who.UserId) with { All = true }, Views, ct)).Items;
        Edited = Rule is { } id ? Scheme?.Rules.FirstOrDefault(one => one.RuleId.Value == id) : null;
        await Know(Scheme?.History.Select(one => one.By) ?? [], ct);
        return true;
    }
}

/// <summary>A rule as a browser sends it. Tiers are pairs: from which sale, and what share of the base; those without a first sale are left out.</summary>
public sealed record RuleFields(
    string? Name, SaleKind? Kind, Guid? Plan, string? Segment, DateOnly? ValidFrom, DateOnly? ValidTo, bool IsFixed, decimal? Base, int? ClawbackDays, CommissionTrigger AccruesOn,
    IReadOnlyList<int?>? TierFrom, IReadOnlyList<decimal?>? TierRate)
{
    /// <summary><c>null</c>: something is missing.</summary>
    public CommissionRuleRequest? Request(Currency currency)
    {
        if (ValidFrom is not { } from || Base is not { } amount) return null;

        var tiers = (TierFrom ?? []).Zip(TierRate ?? []).Where(tier => tier is { First: not null, Second: not null })
            .Select(tier => new CommissionTier(tier.First!.Value, new(tier.Second!.Value))).ToList();
        return new(
            Name ?? "", from, IsFixed ? new(Fixed: new Money(amount, currency)) : new(OfMonthlyCharge: new Percentage(amount)), tiers, AccruesOn, Kind,
            Plan is { } plan ? new PlanId(plan) : null, string.IsNullOrWhiteSpace(Segment) ? null : Segment, ValidTo, ClawbackDays);
    }
}

using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Pages.Work;
using Crm.Api.Queries;
using Crm.Api.TelecomSales;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>Puts a plan on sale.</summary>
[Requires(Permission.PlansCreate)]
public sealed class NewPlanModel(ViewReader views, UserReader users, Commands commands, SalesFacts facts, BusinessClock clock) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<PlanCard>()];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];
    public DateOnly Today { get; private set; }

    public PlanFieldsView Fields => new(
        Campaigns[0].Currency, name => Refusal is not null ? Typed("publish", name) : name switch { "vatRate" => "19", "clawbackDays" => "90", _ => "" });

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    public async Task<IActionResult> OnPostAsync(Guid campaign, SaleKind kind, string? code, DateOnly? from, DateOnly? until, PlanFields fields, CancellationToken ct)
    {
        await Load(ct);
        if (!ModelState.IsValid || from is not { } first || Campaigns.FirstOrDefault(one => one.CampaignId.Value == campaign) is not { } place)
        {
            RefuseUnread("publish");
            return Page();
        }

        var request = fields.Publish(place.CampaignId, place.Currency, code, kind, first, until);
        if (!await Give("publish", "PublishPlan", Permission.PlansCreate, request, (body, context) => PlanEndpoints.Publish(body, context, commands, facts, ct), Shown, ct)) return Page();
        return LocalRedirect($"/desk/sales/plans/{facts.Keys.Plan(place.CampaignId, request.Code.Trim().ToUpperInvariant())}");
    }

    private async Task Load(CancellationToken ct)
    {
        Campaigns = await SellingFirst(await CampaignsFor(Permission.PlansCreate, facts.Places, ct), ct);
        Today = BusinessMoment.Of(clock.GetUtcNow(), Campaigns.Count > 0 ? Campaigns[0].Zone : await this.ZoneOfCaller(ct)).Date;
    }
}

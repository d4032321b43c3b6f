using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales;
using Crm.Domain.TelecomSales;
using Crm.Projections.TelecomSales;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>The plans of the campaigns with what they cost.</summary>
[Requires(Permission.PlansRead)]
public sealed class PlansModel(ViewReader views, UserReader users, CampaignDates dates) : SalesPage(views, users)
{
    public Page<PlanInfo> Plans { get; private set; } = new([], null);
    public DateOnly Today { get; private set; }

    [BindProperty(SupportsGet = true)]
    public SaleKind? Kind { get; set; }

    /// <summary>Also those that are not sold any more, or not yet.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Today = await dates.Today(null, ct);
        Plans = await PlanEndpoints.Page(null, Kind, All ? null : Today, new(PageRequest.DefaultLimit, Cursor), ScopeOf(Permission.PlansRead), Views, ct);
    }
}

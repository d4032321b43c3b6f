using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.TelecomSales.Callbacks;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>Hands in a sale: the fields are those that the campaign's policy gives its kind.</summary>
[Requires(Permission.SalesCreate)]
public sealed class NewSaleModel(
    ViewReader views, UserReader users, CallbackQueries callbacks, Commands commands, SalesFacts facts, LeadQueries leads, BusinessClock clock) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<SaleFile>(), DocumentTable.NameOf<SalesTray>(), DocumentTable.NameOf<SaleDirectory>()];

    private static readonly string[] Called = [DocumentTable.NameOf<CallbacksTray>(), DocumentTable.NameOf<CallbackFile>()];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    /// <summary>The kinds that the campaign sells.</summary>
    public IReadOnlyList<SaleKind> Kinds { get; private set; } = [];

    /// <summary>The form; <c>null</c>: there is no campaign to sell in.</summary>
    public SaleFieldsView? Fields { get; private set; }

    /// <summary>The promised call that is won with the sale; <c>null</c>: there is none.</summary>
    public CallbackLine? Call { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Campaign { get; set; }

    [BindProperty(SupportsGet = true)]
    public SaleKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Callback { get; set; }

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    /// <param name="sale">Made with the form, so that sending it twice hands in one sale.</param>
    public async Task<IActionResult> OnPostAsync(SaleFields form, Guid sale, CancellationToken ct)
    {
        await Load(ct);
        if (!ModelState.IsValid || Fields is not { } fields)
        {
            RefuseUnread("sale");
            return Page();
        }

        var request = new SubmitSaleRequest(
            fields.Campaign.CampaignId, new(form.Plan), fields.Kind.Kind, form.Form(fields.Campaign.Currency), new SaleId(sale), Call?.CallbackId);
        if (!await Give("sale", "SubmitSale", Permission.SalesCreate, request, (body, context) => SaleEndpoints.Submit(body, context, commands, facts, leads, ct), Shown, ct))
            return Page();

        // The sale stands whatever becomes of the call; why the call is not won is said with it.
        if (Call is { } call
            && !await Give("sale", "WinCallback", Permission.CallbacksUpdate, new WinCallbackRequest(new(sale)),
                (body, context) => CallbackEndpoints.Win(call.CallbackId.Value, body, context, commands, facts.Places, ct), Called, ct)
            && Refusal is { } refusal)
            TempData["Done"] += " " + refusal.Reason;

        return LocalRedirect($"/desk/sales/{sale}");
    }

    private async Task Load(CancellationToken ct)
    {
        Campaigns = await SellingFirst(await CampaignsFor(Permission.SalesCreate, facts.Places, ct), ct);
        if (Callback is { } id && Who.Has(Permission.CallbacksRead))
            Call = (await callbacks.Find(id, ScopeOf(Permission.CallbacksRead), ScopeOf(Permission.CustomersSeePersonalData), ct))?.Callback;
        if (Campaigns.Count == 0) return;

        Campaign ??= Call?.CampaignId.Value;
        var campaign = Campaigns.FirstOrDefault(one => one.CampaignId.Value == Campaign) ?? Campaigns[0];
        var policy = await PolicyOf(campaign.CampaignId, facts.Keys, ct);
        Campaign = campaign.CampaignId.Value;
        Kinds = [.. policy.Kinds.Select(definition => definition.Kind)];
        var kind = policy.Kind(Kind ?? Call?.Kind ?? SaleKind.Portability) ?? (policy.Kinds.Count > 0 ? policy.Kinds[0] : null);
        if (kind is null) return;

        Kind = kind.Kind;
        var today = BusinessMoment.Of(clock.GetUtcNow(), campaign.Zone).Date;
        var plans = await PlanEndpoints.Page(Campaign, kind.Kind, today, new(PageRequest.MaxLimit, null), ScopeOf(Permission.PlansRead), Views, ct);
        Fields = new(campaign, policy, kind, plans.Items, today, [], Value);
    }

    private string Value(SaleField field) => Refusal?.Form == "sale" ? Typed("sale", SaleFieldsView.NameOf(field)) : field switch
    {
        SaleField.FullName => Call?.ProspectName ?? "",
        SaleField.LegalizationPhone => Call?.Phone ?? "",
        _ => "",
    };
}

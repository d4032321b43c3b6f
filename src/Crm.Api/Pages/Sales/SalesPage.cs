using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Callbacks;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales;

namespace Crm.Api.Pages.Sales;

/// <summary>What the pages of telecom sales have in common: bookings and policies.</summary>
public abstract class SalesPage(ViewReader views, UserReader users) : DeskPage(views, users)
{
    /// <summary>Gives a command that puts a call at an instant; what else the same person has at that minute is said with it.</summary>
    protected async Task<bool> Book<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, IReadOnlyList<string> reads, CancellationToken ct)
    {
        if (await Ask<TRequest, CallbackAnswer>(form, command, permission, request, run, ct) is not { } booked) return false;

        await Done(command, booked.Position, reads, ct);
        if (booked.AtOnce.Count > 0) TempData["Done"] += " " + Texts.T("callbacks.at_once");
        return true;
    }

    /// <summary>The campaigns that have plans, first: those somebody sells for are seldom the first by code.</summary>
    protected async Task<IReadOnlyList<CampaignInfo>> SellingFirst(IEnumerable<CampaignInfo> campaigns, CancellationToken ct)
    {
        var selling = (await Views.Query<string>($"select distinct campaign_id from {DocumentTable.Of<PlanCard>()}", null, ct)).ToHashSet(StringComparer.Ordinal);
        return [.. campaigns.OrderByDescending(campaign => selling.Contains(campaign.CampaignId.ToString()))];
    }

    /// <summary>How a campaign sells.</summary>
    protected async Task<SalesPolicy> PolicyOf(CampaignId campaign, Hosting.NaturalKeys keys, CancellationToken ct) =>
        (await Views.Find<SalesPolicyCard, SalesPolicyInfo>(keys.SalesPolicy(campaign), ct))?.Policy ?? SalesPolicy.Default;
}

using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Callbacks;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Projections.Campaigns;
using Crm.Projections.Identity;
using Crm.Projections.TelecomSales;

namespace Crm.Api.Pages.Sales;

/// <summary>What the pages of telecom sales have in common: campaigns, people's names, policies.</summary>
public abstract class SalesPage(ViewReader views, UserReader users) : WorkPage
{
    private const int MostPeople = 1_000;

    private readonly Dictionary<Guid, string> _names = [];

    /// <summary>Somebody's name; nobody's is a dash.</summary>
    public string Name(UserId? user) => user is { } id ? _names.GetValueOrDefault(id.Value, "–") : "–";

    protected ViewReader Views => views;

    /// <summary>Reads the names that <see cref="Name"/> is asked for.</summary>
    protected async Task Know(IEnumerable<UserId?> people, CancellationToken ct)
    {
        foreach (var (id, name) in await users.Names([.. people.OfType<UserId>().Select(user => user.Value).Distinct()], ct)) _names[id] = name;
    }

    /// <summary>The campaigns in which a permission lets the reader do something: those it reaches, and those he works for where it reaches his own.</summary>
    protected async Task<IReadOnlyList<CampaignInfo>> CampaignsFor(string permission, Workplaces places, CancellationToken ct)
    {
        var (scope, open) = (ScopeOf(permission), new List<CampaignInfo>());
        foreach (var text in await views.Query<string>($"select data::text from {DocumentTable.Of<CampaignCard>()} order by code", null, ct))
        {
            var campaign = views.Read<CampaignInfo>(text);
            if (scope.Reaches(campaign.CampaignId) || (scope.Own && await places.WorksFor(Who.UserId, campaign.CampaignId, ct))) open.Add(campaign);
        }

        return open;
    }

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
        var selling = (await views.Query<string>($"select distinct campaign_id from {DocumentTable.Of<PlanCard>()}", null, ct)).ToHashSet(StringComparer.Ordinal);
        return [.. campaigns.OrderByDescending(campaign => selling.Contains(campaign.CampaignId.ToString()))];
    }

    /// <summary>Who works for a campaign, by name: those to whom its sales and calls may be given.</summary>
    protected async Task<IReadOnlyList<(UserId Id, string Name)>> Colleagues(CampaignId campaign, DateTimeOffset now, CancellationToken ct) =>
    [
        .. (await views.Query<string>(
            $"select data::text from {DocumentTable.Of<UserDirectory>()} where status = 'active' and data -> 'grants' @> jsonb_build_array(jsonb_build_object('campaignId', @campaign)) limit {MostPeople}",
            new { campaign = campaign.ToString() }, ct))
            .Select(views.Read<UserRow>).Where(user => user.Grants.Any(grant => grant.CampaignId == campaign && grant.HoldsAt(now)))
            .OrderBy(user => user.FullName, StringComparer.CurrentCultureIgnoreCase).ThenBy(user => user.UserId.Value).Select(user => (user.UserId, user.FullName)),
    ];

    /// <summary>How a campaign sells.</summary>
    protected async Task<SalesPolicy> PolicyOf(CampaignId campaign, Hosting.NaturalKeys keys, CancellationToken ct) =>
        (await views.Find<SalesPolicyCard, SalesPolicyInfo>(keys.SalesPolicy(campaign), ct))?.Policy ?? SalesPolicy.Default;
}

using Crm.Api.Campaigns;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Identity;

namespace Crm.Api.Pages;

/// <summary>What pages have in common that show campaigns and people by name.</summary>
public abstract class DeskPage(ViewReader views, UserReader users) : WorkPage
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
        foreach (var campaign in await views.Campaigns(ct))
            if (scope.Reaches(campaign.CampaignId) || (scope.Own && await places.WorksFor(Who.UserId, campaign.CampaignId, ct))) open.Add(campaign);

        return open;
    }

    /// <summary>Who works for a campaign, by name: those to whom its work may be given.</summary>
    protected async Task<IReadOnlyList<(UserId Id, string Name)>> Colleagues(CampaignId campaign, DateTimeOffset now, CancellationToken ct) =>
    [
        .. (await views.Query<string>(
            $"select data::text from {DocumentTable.Of<UserDirectory>()} where status = 'active' and data -> 'grants' @> jsonb_build_array(jsonb_build_object('campaignId', @campaign)) limit {MostPeople}",
            new { campaign = campaign.ToString() }, ct))
            .Select(views.Read<UserRow>).Where(user => user.Grants.Any(grant => grant.CampaignId == campaign && grant.HoldsAt(now)))
            .OrderBy(user => user.FullName, StringComparer.CurrentCultureIgnoreCase).ThenBy(user => user.UserId.Value).Select(user => (user.UserId, user.FullName)),
    ];
}

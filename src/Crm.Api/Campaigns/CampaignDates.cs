using Crm.Api.Hosting;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;

namespace Crm.Api.Campaigns;

/// <summary>What date it is: a campaign's own, or that of the campaign that is furthest behind when none is named.</summary>
public sealed class CampaignDates(ViewReader views, BusinessClock clock)
{
    public async Task<DateOnly> Today(Guid? campaign, CancellationToken ct)
    {
        var zones = campaign is { } id
            ? (await views.Find<CampaignCard, CampaignInfo>(id, ct))?.Zone is { } zone ? [zone] : []
            : await views.Query<string>($"select distinct data ->> 'zone' from {DocumentTable.Of<CampaignCard>()}", null, ct);
        var now = clock.GetUtcNow();
        return zones.Select(zone => BusinessMoment.Of(now, zone).Date).DefaultIfEmpty(DateOnly.FromDateTime(now.UtcDateTime)).Min();
    }
}

using Crm.Api.Queries;
using Crm.Projections.Campaigns;

namespace Crm.Api.Campaigns;

/// <summary>Campaigns as pages show them and choose among them.</summary>
public static class CampaignViews
{
    /// <summary>Every campaign, by code.</summary>
    public static async Task<IReadOnlyList<CampaignInfo>> Campaigns(this ViewReader views, CancellationToken ct) =>
        [.. (await views.Query<string>($"select data::text from {DocumentTable.Of<CampaignCard>()} order by code", null, ct)).Select(views.Read<CampaignInfo>)];
}

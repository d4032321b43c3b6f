using Crm.EventStore.Projecting;

namespace Crm.Projections.Campaigns;

/// <summary>The read models of the campaigns' room.</summary>
public static class CampaignsProjections
{
    public static IReadOnlyList<Projection> All { get; } = [new CampaignCard()];
}

using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Projections.Campaigns;
using Crm.Projections.Tickets.Sla;

namespace Crm.Api.Tickets.Sla;

/// <summary>The promises of a campaign or of the installation as queries read them; before anything is written down, those that hold without it.</summary>
public sealed class SlaPolicies(ViewReader views, SlaUnits sla)
{
    /// <param name="zone">Of the tickets, where no campaign has one.</param>
    /// <returns>The policy and whether it is written down.</returns>
    public async Task<(SlaPolicy Policy, bool Published)> Of(CampaignId? id, string zone, CancellationToken ct)
    {
        if (await views.Find<SlaPolicyCard, SlaPolicy>(sla.PolicyOf(id), ct) is { } published) return (published, true);

        var campaign = id is { } known ? await views.Find<CampaignCard, CampaignInfo>(known.Value, ct) : null;
        return (SlaPolicy.Unpublished(id, campaign?.Zone ?? zone, campaign?.Calendar?.Value ?? BusinessCalendar.MondayToFriday), false);
    }
}

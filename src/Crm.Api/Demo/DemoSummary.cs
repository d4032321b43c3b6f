using Crm.Api.Collections.Kpis;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;

namespace Crm.Api.Demo;

/// <summary>What a demo day came to: how full the trays are, and the figures.</summary>
public sealed class DemoSummary(ViewReader views, KpiReader kpis)
{
    private static readonly string[] Figures =
        ["attempts", "contactRate", "rightPartyContactRate", "uniqueContactRate", "promiseRate", "promisesKept", "promisesKeptAmount", "recovery"];

    /// <summary>Rows of each tray of a campaign.</summary>
    public async Task<IReadOnlyList<TrayCount>> Trays(CampaignId campaign, CancellationToken ct) =>
    [
        await Count<AccountsTray>("accounts to work", campaign, "live", ct),
        await Count<AccountsTray>("unassigned accounts", campaign, "live and owner_id is null", ct),
        await Count<PromisesTray>("open promises", campaign, "true", ct),
        await Count<BrokenPromisesTray>("broken promises", campaign, "true", ct),
        await Count<BrokenAgreementsTray>("broken agreements", campaign, "true", ct),
        await Count<AgreementsToApproveTray>("agreements to approve", campaign, "true", ct),
        await Count<PaymentsToConfirmTray>("payments to confirm", campaign, "true", ct),
        await Count<FollowUpsTray>("follow-ups", campaign, "pending", ct),
    ];

    /// <summary>The figures from a business date to another.</summary>
    public async Task<IReadOnlyList<KpiAnswer>> Kpis(CampaignId campaign, DateOnly from, DateOnly to, string language, CancellationToken ct)
    {
        if (await views.Find<CampaignCard, CampaignInfo>(campaign.Value, ct) is not { } info) return [];

        var answers = new List<KpiAnswer>();
        foreach (var name in Figures)
            answers.Add(await kpis.Answer(KpiDefinitions.Of(name), info, new(campaign, from, to, KpiReader.GroupsOf(name)[0], new(true, [], null)), language, ct));
        return answers;
    }

    private async Task<TrayCount> Count<TProjection>(string name, CampaignId campaign, string condition, CancellationToken ct)
        where TProjection : EventStore.Projecting.Projection, new() => new(name, (await views.Query<long>(
            $"select count(*) from {DocumentTable.Of<TProjection>()} where campaign_id = @campaign and {condition}", new { campaign = campaign.ToString() }, ct)).Single());
}

public sealed record TrayCount(string Tray, long Rows);

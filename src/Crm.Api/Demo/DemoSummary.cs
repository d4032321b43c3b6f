using Crm.Api.Collections.Kpis;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.Tickets;

namespace Crm.Api.Demo;

/// <summary>What a demo day came to: how full the trays of all rooms are, and the figures.</summary>
public sealed class DemoSummary(ViewReader views, KpiReader kpis)
{
    private static readonly string[] Figures =
        ["attempts", "contactRate", "rightPartyContactRate", "uniqueContactRate", "promiseRate", "promisesKept", "promisesKeptAmount", "recovery"];

    private static readonly (SaleTray Tray, string Name)[] SaleTrays =
    [
        (SaleTray.PendingReview, "sales to review"), (SaleTray.VerificationCalls, "verification calls"), (SaleTray.OrderEntry, "orders to enter"), (SaleTray.Tracking, "orders to track"),
        (SaleTray.Returned, "returned sales"), (SaleTray.Escalated, "escalated sales"), (SaleTray.OperatorRejections, "operator rejections"),
    ];

    private static readonly (TicketTray Tray, string Name)[] TicketTrays =
    [
        (TicketTray.Unassigned, "unassigned tickets"), (TicketTray.Working, "tickets in hand"), (TicketTray.Waiting, "waiting tickets"), (TicketTray.Resolved, "resolved tickets"),
    ];

    /// <summary>Rows of each tray of a campaign, and of the queues of tickets beside it.</summary>
    /// <param name="now">What is late is so at that instant.</param>
    public async Task<IReadOnlyList<TrayCount>> Trays(CampaignId campaign, IReadOnlyList<QueueId> queues, DateTimeOffset now, CancellationToken ct) =>
        [.. await Collections(campaign, ct), .. await Sales(campaign, ct), .. await Tickets(queues, now, ct)];

    private async Task<IReadOnlyList<TrayCount>> Sales(CampaignId campaign, CancellationToken ct)
    {
        var counts = new List<TrayCount>();
        foreach (var (tray, name) in SaleTrays) counts.Add(await Count<SalesTray>(name, campaign, $"tray = '{Stored.Name<SaleTray>(tray)}'", ct));
        counts.Add(await Count<SalesTray>("claimed sales", campaign, "claimed_by is not null", ct));
        counts.Add(await Count<CallbacksTray>("calls to make", campaign, "pending", ct));
        return counts;
    }

    private async Task<IReadOnlyList<TrayCount>> Tickets(IReadOnlyList<QueueId> queues, DateTimeOffset now, CancellationToken ct)
    {
        var counts = new List<TrayCount>();
        foreach (var (tray, name) in TicketTrays) counts.Add(await OfQueues(name, $"tray = '{Stored.Name<TicketTray>(tray)}'"));
        counts.Add(await OfQueues("late tickets", "late_from <= @now"));
        return counts;

        async Task<TrayCount> OfQueues(string name, string condition) => new(name, (await views.Query<long>(
            $"select count(*) from {DocumentTable.Of<TicketsTray>()} where live and queue_id = any(@queues) and {condition}",
            new { queues = queues.Select(queue => queue.ToString()).ToArray(), now = (now.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond }, ct)).Single());
    }

    private async Task<IReadOnlyList<TrayCount>> Collections(CampaignId campaign, CancellationToken ct) =>
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

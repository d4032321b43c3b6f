using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Pages.Work;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Commissions;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales.Commissions;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>Statements of commissions by month: the reader's own, and those he reaches. Whoever may adjusts them and closes months.</summary>
[Requires(Permission.CommissionsRead)]
public sealed class CommissionsModel(
    CommissionQueries commissions, ViewReader views, UserReader users, BusinessClock clock, Workplaces places, Commands commands, CommissionLedger ledger, CommissionSettling settling,
    SettlementWorker worker, Problems problems) : SalesPage(views, users)
{
    private const int SettlementsShown = 12;

    private static readonly string[] Listed = [DocumentTable.NameOf<CommissionStatementList>(), DocumentTable.NameOf<CommissionEntries>()],
        Closed = [DocumentTable.NameOf<CommissionSettlementList>()];

    /// <summary>The campaigns whose statements the reader sees all; none: he sees his own.</summary>
    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    /// <summary>The one that is shown.</summary>
    public CampaignInfo? Chosen { get; private set; }

    /// <summary>The months that were closed, latest first.</summary>
    public IReadOnlyList<SettlementRow> Settlements { get; private set; } = [];

    /// <summary>Whose statements may be adjusted.</summary>
    public IReadOnlyList<(UserId Id, string Name)> Agents { get; private set; } = [];

    public BusinessMonth Current { get; private set; }

    public Page<StatementRow> Statements { get; private set; } = new([], null);

    /// <summary>The reader's statement of the month that is shown; <c>null</c>: he earned nothing in it.</summary>
    public StatementRow? Own { get; private set; }

    public BusinessMonth Shown { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Campaign { get; set; }

    /// <summary>A month: <c>2026-11</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public bool May(string permission) => Chosen is { } campaign && ScopeOf(permission).Reaches(campaign.CampaignId);

    /// <summary>A page of another month.</summary>
    public string Address(BusinessMonth month) => $"?month={month}{(Chosen is { } campaign ? $"&campaign={campaign.CampaignId}" : "")}";

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    /// <param name="entry">Made with the form, so that sending it twice adjusts once.</param>
    public async Task<IActionResult> OnPostAdjustAsync(Guid agent, decimal? amount, string? reason, Guid entry, CancellationToken ct)
    {
        await Load(ct);
        if (!ModelState.IsValid || amount is not { } given || Chosen is not { } campaign)
            RefuseUnread("adjust");
        else if (await Give(
            "adjust", "AdjustCommission", Permission.CommissionsUpdate,
            new AdjustmentRequest(campaign.CampaignId, new(agent), Shown, new(given, campaign.Currency), reason ?? "", entry),
            (body, context) => CommissionEndpoints.Adjust(body, context, commands, places, ledger, ct), Listed, ct))
            return Redirect(Address(Shown));

        return Page();
    }

    public async Task<IActionResult> OnPostSettleAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Chosen is { } campaign && await Give(
            "settle", "SettleCommissions", Permission.CommissionsApprove, new SettlementRequest(campaign.CampaignId, Shown),
            (body, context) => CommissionEndpoints.Settle(body, context, commands, settling, worker, problems, ct), Closed, ct))
            return Redirect(Address(Shown));

        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.CommissionsRead);
        Campaigns = await SellingFirst((await Views.Campaigns(ct)).Where(campaign => scope.Reaches(campaign.CampaignId)), ct);
        Chosen = Campaigns.FirstOrDefault(one => one.CampaignId.Value == Campaign) ?? (Campaigns.Count > 0 ? Campaigns[0] : null);
        Current = BusinessMonth.Of(BusinessMoment.Of(clock.GetUtcNow(), Chosen?.Zone ?? await this.ZoneOfCaller(ct)).Date);
        Shown = BusinessMonth.TryParse(Month, out var asked) && asked.First.Year is > 2000 and < 2200 ? asked : Current;
        if (May(Permission.CommissionsUpdate)) Agents = [.. (await Colleagues(Chosen!.CampaignId, clock.GetUtcNow(), ct)).Where(person => person.Id != Who.UserId)];
        if (Chosen is not null) Settlements = (await commissions.Settlements(Chosen.CampaignId.Value, scope, new(SettlementsShown, null), ct)).Items;
        var rows = this.Rows(Permission.CommissionsRead, Cursor) with { Campaign = Chosen?.CampaignId.Value };
        Statements = await commissions.Statements(rows, Shown, ct);
        Own = Statements.Items.FirstOrDefault(row => row.AgentId == Who.UserId)
            ?? ((await commissions.Statements(rows with { Campaign = null, Person = "me", Page = new(1, null), Total = false }, Shown, ct)).Items is [{ } mine, ..] ? mine : null);
        await Know(Statements.Items.Select(row => (UserId?)row.AgentId).Concat(Settlements.Select(row => row.StartedBy)), ct);
    }
}

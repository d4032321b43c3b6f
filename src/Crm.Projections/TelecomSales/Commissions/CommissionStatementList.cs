using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Commissions;

/// <summary>What each agent earns for a campaign in a month: the sums of his statement's entries.</summary>
public sealed class CommissionStatementList() : StreamProjection<StatementRow>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(CommissionAccrued), typeof(CommissionReversed), typeof(CommissionAdjusted), typeof(CommissionTruedUp), typeof(CommissionStatementSettled),
    ];

    public override StatementRow? Evolve(StatementRow? row, Recorded recorded) => recorded.Data switch
    {
        CommissionAccrued e => Row(row, e.Statement, entries: 1) with
        {
            TeamId = e.TeamId ?? row?.TeamId,
            Sales = (row?.Sales ?? 0) + 1,
            TierFrom = e.TierFrom,
            Totals = Totals(row, e.Statement).WithAccrued(e.Amount),
        },
        CommissionReversed e => Row(row, e.Statement, entries: 1) with
        {
            TeamId = row?.TeamId ?? e.TeamId,
            Sales = (row?.Sales ?? 0) - (e.AccruedIn == e.Statement.Period ? 1 : 0),
            Totals = Totals(row, e.Statement).WithReversed(e.Amount),
        },
        CommissionAdjusted e => Row(row, e.Statement, entries: 1) with { Totals = Totals(row, e.Statement).WithAdjusted(e.Amount) },
        CommissionTruedUp e => Row(row, e.Statement, e.Lines.Count) with { Totals = Totals(row, e.Statement).WithTruedUp(e.Amount), TierFrom = e.Lines[0].TierFrom },
        CommissionStatementSettled e => Row(row, e.Statement, entries: 0) with { IsSettled = true, SettledAt = e.Moment.At, SettledBy = e.SettledBy },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("period", "period").Boolean("is_settled", "isSettled")
        .Number("total", "totals.total.amount")
        .Index(["campaign_id", "period desc", "id"]).Index(["agent_id", "period desc", "id"]).Index(["period desc", "id"]);

    private static StatementRow Row(StatementRow? row, Statement of, int entries) => row is null
        ? new(of.Id, of.CampaignId, null, of.AgentId, of.Period, of.Zone, of.Currency, 0, 1, entries, StatementTotals.Zero(of.Currency), IsSettled: false, null, null)
        : row with { Entries = row.Entries + entries };

    private static StatementTotals Totals(StatementRow? row, Statement of) => row?.Totals ?? StatementTotals.Zero(of.Currency);
}

/// <param name="TeamId">The agent's with the last sale he earned by.</param>
/// <param name="Period">Month in the campaign's zone.</param>
/// <param name="Sales">Those that count towards the tier: earned in the month and not taken back in it.</param>
/// <param name="TierFrom">The first sale of the tier that was paid last.</param>
/// <param name="Entries">How many entries there are; the totals are their sums.</param>
public sealed record StatementRow(
    CommissionStatementId StatementId, CampaignId CampaignId, TeamId? TeamId, UserId AgentId, BusinessMonth Period, string Zone, Currency Currency,
    int Sales, int TierFrom, int Entries, StatementTotals Totals, bool IsSettled, DateTimeOffset? SettledAt, UserId? SettledBy);

using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Commissions;

/// <summary>The months that were closed, and those that are being closed.</summary>
public sealed class CommissionSettlementList() : StreamProjection<SettlementRow>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(CommissionSettlementStarted), typeof(CommissionSettlementCompleted)];

    public override SettlementRow? Evolve(SettlementRow? row, Recorded recorded) => recorded.Data switch
    {
        CommissionSettlementStarted e => new(e.SettlementId, e.CampaignId, e.Period, e.Currency, SettlementState.Running, e.StartedBy, e.Moment.At),
        CommissionSettlementCompleted e when row is not null => row with
        {
            State = SettlementState.Completed,
            CompletedAt = e.Moment.At,
            Statements = e.Statements,
            Sales = e.Sales,
            Totals = e.Totals,
        },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("period", "period").Text("state", "state").Index(["campaign_id", "period desc", "id"]).Index(["period desc", "id"]).Index(["state"]);
}

/// <summary>A month that was closed or is being closed; the sums stand there once all its statements are settled.</summary>
public sealed record SettlementRow(
    CommissionSettlementId SettlementId, CampaignId CampaignId, BusinessMonth Period, Currency Currency, SettlementState State, UserId? StartedBy, DateTimeOffset StartedAt)
{
    public DateTimeOffset? CompletedAt { get; init; }
    public int? Statements { get; init; }
    public int? Sales { get; init; }
    public StatementTotals? Totals { get; init; }
}

public enum SettlementState { Running, Completed }

using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Commissions;

/// <summary>Every entry of every statement, one row each; a true-up has one for every sale whose amount it changes.</summary>
public sealed class CommissionEntries() : DocumentProjection<Guid, CommissionEntry>(version: 2)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(CommissionAccrued), typeof(CommissionReversed), typeof(CommissionAdjusted), typeof(CommissionTruedUp)];

    public override IEnumerable<Guid> Keys(Recorded recorded) => recorded.Data switch
    {
        CommissionAccrued e => [e.EntryId],
        CommissionReversed e => [e.EntryId],
        CommissionAdjusted e => [e.EntryId],
        CommissionTruedUp e => e.Lines.Select(line => line.EntryId),
        _ => [],
    };

    public override CommissionEntry? Evolve(Guid key, CommissionEntry? document, Recorded recorded) => recorded.Data switch
    {
        CommissionAccrued e => Entry(key, recorded, e.Statement, EntryKind.Accrued, e.Amount, e.EarnedOn, e.Moment) with
        {
            SaleId = e.Sale.SaleId,
            SaleNumber = e.Sale.Number,
            PlanCode = e.Sale.PlanCode,
            Base = e.Base,
            Count = e.Count,
            TierFrom = e.TierFrom,
            Rate = e.Rate,
            RuleId = e.RuleId,
            SchemeVersion = e.SchemeVersion,
            Trigger = e.Trigger,
        },
        CommissionReversed e => Entry(key, recorded, e.Statement, EntryKind.Reversed, e.Amount, e.LostOn, e.Moment) with
        {
            SaleId = e.Sale.SaleId,
            SaleNumber = e.Sale.Number,
            PlanCode = e.Sale.PlanCode,
            About = e.AccruedIn,
            Cause = e.Cause,
        },
        CommissionAdjusted e => Entry(key, recorded, e.Statement, EntryKind.Adjusted, e.Amount, e.Moment.Date, e.Moment) with { About = e.About, Reason = e.Reason, By = e.By },
        CommissionTruedUp e => TrueUp(e.Lines.First(line => line.EntryId == key), e, recorded),
        _ => document,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("statement_id", "statementId").Text("campaign_id", "campaignId").Text("agent_id", "agentId").Text("on_date", "on").Text("kind", "kind").Number("position", "position").Text("sale_id", "saleId").Number("amount", "amount.amount")
        .Index(["statement_id", "position", "id"]).Index(["campaign_id", "on_date", "position", "id"]).Index(["sale_id"]);

    private static CommissionEntry TrueUp(TrueUpLine line, CommissionTruedUp e, Recorded recorded) =>
        Entry(line.EntryId, recorded, e.Statement, EntryKind.TruedUp, line.Amount, e.Moment.Date, e.Moment) with
        {
            SaleId = line.SaleId,
            SaleNumber = line.SaleNumber,
            Base = line.Base,
            Count = e.Count,
            TierFrom = line.TierFrom,
            FromRate = line.FromRate,
            Rate = line.Rate,
        };

    private static CommissionEntry Entry(Guid id, Recorded recorded, Statement of, EntryKind kind, Money amount, DateOnly on, BusinessMoment moment) =>
        new(id, of.Id, of.CampaignId, of.AgentId, of.Period, recorded.Position, kind, amount, on, moment.At);
}

/// <param name="Position">Of its event: the order of the entries.</param>
/// <param name="On">The campaign's date of what the entry is for.</param>
/// <param name="At">When it was written, UTC.</param>
public sealed record CommissionEntry(
    Guid EntryId, CommissionStatementId StatementId, CampaignId CampaignId, UserId AgentId, BusinessMonth Period, long Position, EntryKind Kind, Money Amount, DateOnly On,
    DateTimeOffset At)
{
    public SaleId? SaleId { get; init; }

    /// <summary>For people.</summary>
    public string? SaleNumber { get; init; }
    public string? PlanCode { get; init; }

    /// <summary>What the rule pays for the sale before tiers.</summary>
    public Money? Base { get; init; }

    /// <summary>Which of the agent's sales of the month it is; in a true-up, all of them.</summary>
    public int? Count { get; init; }

    /// <summary>The tier's first sale.</summary>
    public int? TierFrom { get; init; }

    /// <summary>What the sale was paid at before a true-up.</summary>
    public Percentage? FromRate { get; init; }

    /// <summary>Share of the base.</summary>
    public Percentage? Rate { get; init; }
    public CommissionRuleId? RuleId { get; init; }
    public int? SchemeVersion { get; init; }
    public CommissionTrigger? Trigger { get; init; }

    /// <summary>The month it is about, where the entry is a correction.</summary>
    public BusinessMonth? About { get; init; }
    public CommissionLoss? Cause { get; init; }
    public string? Reason { get; init; }
    public UserId? By { get; init; }
}

public enum EntryKind { Accrued, Reversed, Adjusted, TruedUp }

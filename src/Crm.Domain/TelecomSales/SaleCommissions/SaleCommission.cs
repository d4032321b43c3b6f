using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;

namespace Crm.Domain.TelecomSales.SaleCommissions;

/// <summary>What became of one sale's commission, so that it is earned once and taken back once. Holds only what a decision asks about.</summary>
/// <param name="AccruedIn">Where it was earned; <c>null</c>: not yet.</param>
/// <param name="Lost">It was taken back, or lost before it was earned.</param>
public sealed record SaleCommission(SaleId SaleId, CampaignId CampaignId, UserId? AgentId, CommissionStatementId? AccruedIn, int ClawbackDays, CommissionLoss? Lost)
    : IAggregate<SaleCommission>
{
    /// <summary>How many days after its activation it was charged back before it was earned; <c>null</c>: that did not happen.</summary>
    public int? DaysAfterActivation { get; init; }

    /// <summary>Whether it can still be earned, with so many days of clawback.</summary>
    public bool CanEarn(int clawbackDays) => AccruedIn is null && (Lost is null || DaysAfterActivation > clawbackDays);

    public static SaleCommission? Evolve(SaleCommission? commission, object @event) => @event switch
    {
        SaleCommissioned e => new(e.SaleId, e.CampaignId, e.AgentId, e.StatementId, e.ClawbackDays, commission?.Lost),
        SaleCommissionReversed e => commission! with { Lost = e.Cause },
        SaleCommissionForfeited e => new(e.SaleId, e.CampaignId, null, null, 0, e.Cause) { DaysAfterActivation = e.DaysAfterActivation },
        _ => commission,
    };
}

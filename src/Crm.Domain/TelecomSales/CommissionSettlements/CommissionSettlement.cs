using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.CommissionSettlements;

/// <summary>The closing of a campaign's month. That the stream exists is what closes the month. Holds only what a decision asks about.</summary>
public sealed record CommissionSettlement(
    CommissionSettlementId Id, CampaignId CampaignId, BusinessMonth Period, Currency Currency, UserId? StartedBy, bool IsComplete) : IAggregate<CommissionSettlement>
{
    public static CommissionSettlement? Evolve(CommissionSettlement? settlement, object @event) => @event switch
    {
        CommissionSettlementStarted e => new(e.SettlementId, e.CampaignId, e.Period, e.Currency, e.StartedBy, IsComplete: false),
        CommissionSettlementCompleted => settlement! with { IsComplete = true },
        _ => settlement,
    };
}

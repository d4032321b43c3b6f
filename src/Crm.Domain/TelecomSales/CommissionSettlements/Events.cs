using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;

namespace Crm.Domain.TelecomSales.CommissionSettlements;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A campaign's month is closed: from now on what is about it falls in the next one that is not. Its statements are settled one by one.</summary>
public sealed record CommissionSettlementStarted(
    CommissionSettlementId SettlementId, CampaignId CampaignId, BusinessMonth Period, Currency Currency, UserId? StartedBy, BusinessMoment Moment) : IEvent;

/// <summary>Every statement of the month is settled.</summary>
/// <param name="Sales">Sales that count, over all agents.</param>
public sealed record CommissionSettlementCompleted(
    CommissionSettlementId SettlementId, CampaignId CampaignId, BusinessMonth Period, int Statements, int Sales, StatementTotals Totals, BusinessMoment Moment) : IEvent;

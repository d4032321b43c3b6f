using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;

namespace Crm.Domain.TelecomSales.SaleCommissions;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>The sale has earned its commission; it does so once.</summary>
/// <param name="StatementId">Where it was written.</param>
/// <param name="ClawbackDays">Days after the activation in which a charge-back takes it back.</param>
public sealed record SaleCommissioned(
    SaleId SaleId, CampaignId CampaignId, UserId AgentId, CommissionStatementId StatementId, BusinessMonth Period, int ClawbackDays, BusinessMoment Moment) : IEvent;

/// <summary>The commission was taken back, as much as had been given.</summary>
/// <param name="StatementId">Where that was written.</param>
public sealed record SaleCommissionReversed(
    SaleId SaleId, CampaignId CampaignId, CommissionLoss Cause, CommissionStatementId StatementId, BusinessMonth Period, Money Amount, BusinessMoment Moment) : IEvent;

/// <summary>The sale was lost before it had earned anything, as far as it was heard; should its earning be heard later, it earns nothing.</summary>
/// <param name="DaysAfterActivation">How late a charge-back came; <c>null</c>: it was never active.</param>
public sealed record SaleCommissionForfeited(SaleId SaleId, CampaignId CampaignId, CommissionLoss Cause, int? DaysAfterActivation, BusinessMoment Moment) : IEvent;

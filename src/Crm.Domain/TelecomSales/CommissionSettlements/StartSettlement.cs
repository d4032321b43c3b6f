using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;

namespace Crm.Domain.TelecomSales.CommissionSettlements;

/// <summary>Close a campaign's month of commissions.</summary>
/// <param name="SettlementId">Derived from campaign and month, so that a month is closed once.</param>
public sealed record StartSettlement(
    CommissionSettlementId SettlementId, CampaignId CampaignId, BusinessMonth Period, Currency Currency, UserId? StartedBy, BusinessMoment Now);

/// <summary>All statements of the month are settled.</summary>
/// <param name="Totals">Of all of them.</param>
public sealed record CompleteSettlement(int Statements, int Sales, StatementTotals Totals, BusinessMoment Now);

public static class StartSettlementHandler
{
    public static Decision Handle(StartSettlement command, CommissionSettlement? settlement)
    {
        if (settlement is not null) return Decision.AlreadySo;

        return command.Now.Date > command.Period.Last
            ? Decision.Append(new CommissionSettlementStarted(
                command.SettlementId, command.CampaignId, command.Period, command.Currency, command.StartedBy, command.Now))
            : Decision.Refuse(CommissionRefusals.Of("telecom-sales.commission-month-not-over",
                $"{command.Period} ends on {command.Period.Last:yyyy-MM-dd}; today is {command.Now.Date:yyyy-MM-dd}.",
                [nameof(command.Period)], ("last", command.Period.Last), ("today", command.Now.Date)));
    }
}

public static class CompleteSettlementHandler
{
    public static Decision Handle(CompleteSettlement command, CommissionSettlement settlement) => settlement.IsComplete
        ? Decision.AlreadySo
        : Decision.Append(new CommissionSettlementCompleted(
            settlement.Id, settlement.CampaignId, settlement.Period, command.Statements, command.Sales, command.Totals, command.Now));
}

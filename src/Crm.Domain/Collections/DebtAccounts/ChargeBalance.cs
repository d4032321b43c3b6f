using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>Add a fee or interest to what is owed.</summary>
/// <param name="ChargeId">Made by the caller; hearing the command again with it charges nothing.</param>
public sealed record ChargeBalance(Guid ChargeId, BalanceComponent Component, Money Amount, string Reason, BusinessMoment Now);

public static class ChargeBalanceHandler
{
    public static Decision Handle(ChargeBalance command, DebtAccount account)
    {
        if (account.Charges.Contains(command.ChargeId)) return Decision.AlreadySo;
        var refusal = Standing.RefuseClosed(account) ?? Amounts.Refuse(command.Amount, account.Currency, nameof(command.Amount));
        if (refusal is not null) return Decision.Refuse(refusal);
        return Decision.Append(new BalanceCharged(
            account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, command.Component, command.Amount,
            account.Balance + Balance.Of(command.Component, command.Amount), command.Reason, command.Now, command.ChargeId));
    }
}

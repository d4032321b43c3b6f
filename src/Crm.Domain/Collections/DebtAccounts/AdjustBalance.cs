using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>Correct what is owed by hand, saying why.</summary>
/// <param name="NewBalance">What is owed from now on, by component.</param>
public sealed record AdjustBalance(Balance NewBalance, string Reason, BusinessMoment Now);

public static class AdjustBalanceHandler
{
    public static Decision Handle(AdjustBalance command, DebtAccount account)
    {
        var facts = new RefreshAccount(command.NewBalance, command.Now.Date, null, 0, command.Now, null);
        if (command.NewBalance.Currency != account.Currency)
            return Decision.Refuse("collections.currency-differs", $"The account is kept in {account.Currency}.", nameof(command.NewBalance));
        if ((Standing.RefuseClosed(account) ?? RefreshAccountHandler.RefuseFacts(facts)) is { } refusal) return Decision.Refuse(refusal);
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse("collections.reason-missing", "Say why the balance changes.", nameof(command.Reason));
        return command.NewBalance == account.Balance
            ? Decision.AlreadySo
            : Decision.Append(new BalanceAdjusted(
                account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, account.Balance, command.NewBalance, command.NewBalance,
                command.Now.Date, command.Reason, command.Now));
    }
}

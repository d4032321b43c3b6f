using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>The account's debtor record was corrected or merged into another; the account follows.</summary>
public sealed record CorrectAccountDebtor(DebtorId NewDebtorId, string Reason);

public static class CorrectAccountDebtorHandler
{
    public static Decision Handle(CorrectAccountDebtor command, DebtAccount account) => account.DebtorId == command.NewDebtorId
        ? Decision.AlreadySo
        : Decision.Append(new AccountDebtorCorrected(account.Id, account.DebtorId, command.NewDebtorId, command.Reason));
}

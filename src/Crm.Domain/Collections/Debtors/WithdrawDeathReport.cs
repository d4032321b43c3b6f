using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>The report was wrong: he lives.</summary>
public sealed record WithdrawDeathReport(string Reason);

public static class WithdrawDeathReportHandler
{
    public static Decision Handle(WithdrawDeathReport command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (!debtor.Deceased) return Decision.AlreadySo;
        return Contacts.RefuseWithout(command.Reason) ?? Decision.Append(new DebtorDeathReportWithdrawn(debtor.Id, command.Reason.Trim()));
    }
}

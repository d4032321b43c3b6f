using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>Two records are one person: this one goes into the other.</summary>
public sealed record MergeDebtors(DebtorId IntoDebtorId, string Reason);

public static class MergeDebtorsHandler
{
    /// <param name="into">The record that stays.</param>
    /// <param name="accounts">Every account of <paramref name="debtor"/>.</param>
    public static Decision Handle(MergeDebtors command, Debtor debtor, Debtor into, IReadOnlyList<DebtAccount> accounts)
    {
        if (debtor.MovedTo == command.IntoDebtorId) return Decision.AlreadySo;
        if (Moving.Refuse(debtor, command.IntoDebtorId, into, command.Reason) is { } refusal) return refusal;

        return Decision.Append(new DebtorMerged(debtor.Id, command.IntoDebtorId, command.Reason.Trim()))
            .And<Debtor>(command.IntoDebtorId.Value, [.. Moving.Carried(debtor, command.IntoDebtorId, into, "merge")])
            .WithAccounts(accounts, debtor.Id, command.IntoDebtorId, command.Reason);
    }
}

using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>A supervisor calls an agreement off.</summary>
public sealed record CancelAgreement(UserId CancelledBy, bool BySupervisor, string Reason, BusinessMoment Now);

public static class CancelAgreementHandler
{
    public static Decision Handle(CancelAgreement command, PaymentAgreement agreement, DebtAccount account)
    {
        if (agreement.Status is AgreementStatus.Cancelled) return Decision.AlreadySo;
        if (!command.BySupervisor) return Decision.Refuse("collections.supervisor-needed", "A supervisor calls an agreement off.");
        if (agreement.Status is not (AgreementStatus.Active or AgreementStatus.Broken))
            return Decision.Refuse(Refusals.Of("collections.agreement-closed", $"The agreement does not run: {agreement.Status}.", [], ("status", agreement.Status)));
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Decision.Refuse("collections.reason-missing", "Say why the agreement is called off.", nameof(command.Reason));

        return Decision.Append(Cancelled(agreement, command.CancelledBy, command.Reason, command.Now))
            .And<DebtAccount>(account.Id.Value, new AccountAgreementEnded(account.Id, agreement.Id, Completed: false, account.PriorityRaised));
    }

    internal static AgreementCancelled Cancelled(PaymentAgreement agreement, UserId? by, string reason, BusinessMoment now) =>
        new(agreement.Id, agreement.Parties, agreement.Work, by, reason, agreement.Outstanding, now);
}

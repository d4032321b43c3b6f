using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>The agenda: an installment's due date has passed.</summary>
public sealed record MarkInstallmentsOverdue(BusinessMoment Now);

/// <summary>The agenda: an installment's grace has passed. Where nothing is owed any more, the agreement is called off, not broken.</summary>
public sealed record BreakAgreement(BusinessMoment Now);

public static class MarkInstallmentsOverdueHandler
{
    public static Decision Handle(MarkInstallmentsOverdue command, PaymentAgreement agreement) =>
        agreement.Status is AgreementStatus.Active ? Decision.Append(Overdue.Mark(agreement, command.Now)) : Decision.AlreadySo;
}

public static class BreakAgreementHandler
{
    public static Decision Handle(BreakAgreement command, PaymentAgreement agreement, DebtAccount account)
    {
        if (agreement.Status is not AgreementStatus.Active) return Decision.AlreadySo;
        if (Overdue.Break(agreement, command.Now) is not { } broken)
            return Decision.Refuse("collections.agreement-not-overdue", $"No installment is past its grace of {agreement.Terms.GraceDays} days.");
        return account.Balance.Total().IsPositive
            ? Decision.Append([.. Overdue.Mark(agreement, command.Now), broken])
                .And<DebtAccount>(account.Id.Value, new AccountAgreementBroken(account.Id, agreement.Id, broken.ReinstatableUntil))
            : Decision.Append(CancelAgreementHandler.Cancelled(agreement, null, "The debt was paid otherwise.", command.Now))
                .And<DebtAccount>(account.Id.Value, new AccountAgreementEnded(account.Id, agreement.Id, Completed: false, account.PriorityRaised));
    }
}

/// <summary>What the calendar does to an agreement.</summary>
internal static class Overdue
{
    /// <summary>Installments that are past due and were not stated so.</summary>
    public static IReadOnlyList<IEvent> Mark(PaymentAgreement agreement, BusinessMoment now) =>
    [
        .. agreement.PastDue(now.Date).Where(installment => !installment.Overdue).Select(installment =>
            new InstallmentOverdue(agreement.Id, installment.Number, installment.Outstanding, installment.DueOn, agreement.Parties, now)),
    ];

    /// <summary>The break, if any installment is past its grace.</summary>
    public static AgreementBroken? Break(PaymentAgreement agreement, BusinessMoment now)
    {
        var pastDue = agreement.PastDue(now.Date).ToList();
        if (pastDue.Count == 0 || pastDue[0].DueOn.AddDays(agreement.Terms.GraceDays) >= now.Date) return null;

        var inTime = pastDue[0].DueOn.AddDays(agreement.Terms.GraceDays);
        return new(agreement.Id, agreement.Parties, agreement.Work, agreement.Outstanding,
            Overdue: pastDue.Select(installment => installment.Outstanding).Sum(agreement.Currency), OverdueSince: pastDue[0].DueOn,
            ReinstatableUntil: agreement.Terms.ReinstatementDays is { } days ? now.Date.AddDays(days) : inTime, now);
    }
}

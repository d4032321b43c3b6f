using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>What confirming or reversing a payment means for an agreement: the steps that the payment's unit is made of.</summary>
internal static class AgreementPayments
{
    /// <summary>Fills the oldest due installments; reinstates a broken agreement that it brings current, completes one that it pays off.</summary>
    /// <param name="boundOtherwise">Whether an open promise binds the account: then a broken agreement cannot bind it again.</param>
    public static AgreementStep Receive(
        PaymentAgreement agreement, PaymentId payment, Money amount, DateOnly valueDate, bool boundOtherwise, BusinessMoment now)
    {
        List<IEvent> events = [];
        var remaining = amount;
        foreach (var installment in agreement.Installments.Where(installment => !installment.IsPaid).TakeWhile(_ => remaining.IsPositive))
        {
            var part = Money.Min(remaining, installment.Outstanding);
            remaining -= part;
            events.Add(new InstallmentPaymentReceived(agreement.Id, installment.Number, payment, part, installment.Outstanding - part, valueDate));
            if (part == installment.Outstanding) events.Add(new InstallmentPaid(agreement.Id, installment.Number, installment.Amount, installment.DueOn, valueDate));
        }

        if (remaining.IsPositive) events.Add(new AgreementCreditReceived(agreement.Id, payment, remaining));

        var after = events.Aggregate(agreement, (state, @event) => PaymentAgreement.Evolve(state, @event)!);
        var completed = after.Outstanding.IsZero;
        var reinstated = agreement.Status is AgreementStatus.Broken && (completed || (!boundOtherwise && IsCurrent(after, valueDate)));
        if (reinstated) events.Add(new AgreementReinstated(after.Id, after.Parties, after.Work, after.Outstanding, now, after.Open, after.Terms.GraceDays));
        return new(after, events, remaining) { Reinstated = reinstated, Completed = completed };
    }

    /// <summary>
    /// Takes a payment back from where it is latest: what is left fills the oldest due installments, as if the payment had never come.
    /// </summary>
    /// <param name="mayReturn">Whether the account is open and under no other agreement, so that a completed one can be on it again.</param>
    /// <param name="mayBind">Whether, beside that, no promise binds the account.</param>
    public static AgreementStep Reverse(
        PaymentAgreement agreement, PaymentId payment, DateOnly valueDate, bool mayReturn, bool mayBind, BusinessMoment now)
    {
        if (agreement.Payments.FirstOrDefault(brought => brought.PaymentId == payment) is not { } gone)
            return new(agreement, [], Money.Zero(agreement.Currency));

        List<IEvent> events = [];
        if (gone.Credit.IsPositive) events.Add(new AgreementCreditReversed(agreement.Id, payment, gone.Credit));
        var remaining = gone.ToInstallments;
        foreach (var installment in agreement.Installments.Reverse().Where(installment => installment.Paid.IsPositive).TakeWhile(_ => remaining.IsPositive))
        {
            var part = Money.Min(remaining, installment.Paid);
            remaining -= part;
            events.Add(new InstallmentPaymentReversed(agreement.Id, installment.Number, payment, part, installment.Outstanding + part, valueDate));
        }

        var after = events.Aggregate(agreement, (state, @event) => PaymentAgreement.Evolve(state, @event)!);
        var step = new AgreementStep(after, events, gone.Credit);
        var broken = agreement.Status is AgreementStatus.Active or AgreementStatus.Completed ? Overdue.Break(after, now) : null;
        if (agreement.Status is AgreementStatus.Completed)
        {
            events.Add(new AgreementReopened(after.Id, after.Parties, after.Work, payment, after.Outstanding, now, after.Open, after.Terms.GraceDays));
            step = step with { Reopened = true, Cancelled = !mayReturn || (!mayBind && broken is null) };
            if (step.Cancelled) events.Add(CancelAgreementHandler.Cancelled(after, null, "The account was closed or bound otherwise before the payment was reversed.", now));
        }

        if (step.Cancelled || broken is null) return step;
        events.AddRange([.. Overdue.Mark(after, now), broken]);
        return step with { Broken = broken };
    }

    // Current as of the day the money came, but not of a day before the break: what broke it must be paid.
    private static bool IsCurrent(PaymentAgreement agreement, DateOnly valueDate) =>
        !agreement.PastDue(valueDate > agreement.BrokenOn ? valueDate : agreement.BrokenOn!.Value).Any();
}

/// <summary>What a payment did to an agreement.</summary>
/// <param name="After">The agreement after the installments moved.</param>
/// <param name="Credit">What went beyond the last installment, or came back from there.</param>
internal sealed record AgreementStep(PaymentAgreement After, List<IEvent> Events, Money Credit)
{
    public bool Reinstated { get; init; }
    public bool Completed { get; init; }
    public bool Reopened { get; init; }
    public bool Cancelled { get; init; }
    public AgreementBroken? Broken { get; init; }

    /// <summary>Whether the payment kept what was agreed, at least for an installment.</summary>
    public bool Kept => Reinstated || Completed || Events.OfType<InstallmentPaid>().Any();
}

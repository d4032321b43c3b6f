using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

/// <summary>What confirming or reversing a payment means for a promise: the steps that the payment's unit is made of.</summary>
internal static class PromisePayments
{
    /// <summary>Counts a payment; keeps, finds kept, finds partly kept or cures the promise where it is enough.</summary>
    /// <returns>The promise's events and its outcome if that changed.</returns>
    public static (IReadOnlyList<IEvent> Events, PromiseOutcome? Outcome) Count(
        PromiseToPay promise, PaymentId payment, Money amount, DateOnly valueDate, BusinessMoment now)
    {
        if (promise.Counted.Any(counted => counted.PaymentId == payment)) return ([], null);
        var after = promise with { Counted = [.. promise.Counted, new(payment, amount, valueDate)] };
        var counted = new PromisePaymentCounted(promise.Id, payment, amount, valueDate, after.PaidInTime, after.PaidInAll);
        var outcome = PromiseAssessment.Assess(after, lapsed: promise.Lapsed);
        return outcome == promise.Outcome ? ([counted], null) : ([counted, PromiseAssessment.Became(after, outcome, now)], outcome);
    }

    /// <summary>Takes a counted payment back; un-keeps the promise where the rest is not enough.</summary>
    /// <param name="boundOtherwise">Whether something else binds the account since: the promise cannot be open again.</param>
    public static (IReadOnlyList<IEvent> Events, PromiseOutcome? Outcome) Uncount(
        PromiseToPay promise, PaymentId payment, bool boundOtherwise, BusinessMoment now)
    {
        if (promise.Counted.FirstOrDefault(counted => counted.PaymentId == payment) is not { } gone) return ([], null);
        var after = promise with { Counted = [.. promise.Counted.Where(counted => counted.PaymentId != payment)] };
        var reversed = new PromisePaymentReversed(promise.Id, payment, gone.Amount, gone.ValueDate, after.PaidInTime, after.PaidInAll);
        if (promise.Outcome is PromiseOutcome.Superseded or PromiseOutcome.Cancelled) return ([reversed], null);

        // An open promise whose last day has passed waits for the agenda, which has not got there yet.
        var lapsed = promise.Lapsed || (now.Date > promise.LastDayToKeep && !promise.IsOpen);
        var outcome = PromiseAssessment.Assess(after, lapsed);
        if (outcome is PromiseOutcome.Open && boundOtherwise && !promise.IsOpen) outcome = PromiseOutcome.Superseded;
        return outcome == promise.Outcome
            ? ([reversed], null)
            : ([reversed, new PromiseUnkept(promise.Id, promise.AccountId, promise.DebtorId, promise.PortfolioId, promise.Work, payment, outcome,
                after.PaidInTime, after.Shortfall, promise.DueOn, now, promise.LastDayToKeep, promise.ReminderDates)], outcome);
    }
}

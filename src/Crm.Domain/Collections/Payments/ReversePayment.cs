using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Payments;

/// <summary>A confirmed payment is taken back by bank, provider or mistake; everything it moved is restored in one unit.</summary>
public sealed record ReversePayment(UserId? ReversedBy, string Reason, BusinessMoment Now);

public static class ReversePaymentHandler
{
    /// <param name="promises">The states of what <see cref="PaymentConfirmed.CountedTowards"/> names.</param>
    /// <param name="agreement">The state of <see cref="PaymentConfirmed.AgreementId"/>.</param>
    public static Decision Handle(
        ReversePayment command, Payment payment, DebtAccount account, IReadOnlyList<PromiseToPay> promises, PaymentAgreement? agreement)
    {
        if (payment.Status is PaymentStatus.Reversed) return Decision.AlreadySo;
        if (payment is not { Status: PaymentStatus.Confirmed, Moved: { } moved })
            return Decision.Refuse(Refusals.Of("collections.payment-not-confirmed", $"Only a confirmed payment is reversed; this one is {payment.Status}.", [], ("status", payment.Status)));
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Decision.Refuse("collections.reason-missing", "Say why the payment is reversed.", nameof(command.Reason));

        HandedOver.Check(moved.CountedTowards, promises, moved.AgreementId, agreement);

        var mayReturn = account.Status is AccountStatus.Open && (account.Agreement is null || account.Agreement.Id == agreement?.Id);
        var emptied = agreement is null ? null
            : AgreementPayments.Reverse(agreement, payment.Id, payment.ValueDate, mayReturn, mayBind: mayReturn && account.OpenPromise is null, command.Now);
        var uncounted = Uncount(command, payment, account, promises, emptied);

        var moves = Unapplied(command, payment, account, moved);
        var withdrawn = emptied is { Reopened: true } && account.Discount is { } discount && discount.AgreementId == agreement!.Id
            ? new DiscountWithdrawn(account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, agreement.Id,
                discount.Allocated.Total(), discount.Allocated, moves.BalanceAfter + discount.Allocated, command.Now)
            : null;

        var decision = Decision.Append(new PaymentReversed(
            payment.Id, account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, payment.Amount, payment.ValueDate, command.Reason,
            command.ReversedBy, moved.AttributedTo, command.Now));
        foreach (var (promise, step) in uncounted) decision = decision.And<PromiseToPay>(promise.Id.Value, step.Events);
        if (emptied is not null) decision = decision.And<PaymentAgreement>(emptied.After.Id.Value, emptied.Events);
        return decision.And<DebtAccount>(account.Id.Value,
        [
            moves,
            .. withdrawn is null ? [] : new IEvent[] { withdrawn },
            .. AgreementMoves(account.Id, emptied, moves.PriorityRaised),
            .. uncounted.Where(entry => entry.Step.Outcome is not null).Select(entry => new AccountPromiseEnded(
                account.Id, entry.Promise.Id, entry.Step.Outcome!.Value,
                moves.PriorityRaised || emptied?.Broken is not null || (entry.Step.Outcome is PromiseOutcome.Broken && !entry.Promise.Lapsed))),
        ]);
    }

    /// <summary>The latest promise first: when several would be open again, it is the one that binds.</summary>
    private static List<(PromiseToPay Promise, (IReadOnlyList<IEvent> Events, PromiseOutcome? Outcome) Step)> Uncount(
        ReversePayment command, Payment payment, DebtAccount account, IReadOnlyList<PromiseToPay> promises, AgreementStep? emptied)
    {
        var bound = account.Status is not AccountStatus.Open || account.OpenPromise is not null
            || (emptied is { Reopened: true, Cancelled: false, Broken: null })
            || (account.OpenAgreement is not null && emptied?.Broken is null);
        List<(PromiseToPay, (IReadOnlyList<IEvent>, PromiseOutcome?))> uncounted = [];
        foreach (var promise in promises.OrderByDescending(promise => promise.MadeOn).ThenByDescending(promise => promise.Id.Value))
        {
            var forgotten = account.Promises.All(known => known.Id != promise.Id); // the account was placed anew since, or had many promises
            var step = PromisePayments.Uncount(promise, payment.Id, boundOtherwise: bound || forgotten, command.Now);
            bound |= step.Outcome is PromiseOutcome.Open;
            uncounted.Add((promise, step));
        }

        return uncounted;
    }

    private static PaymentUnapplied Unapplied(ReversePayment command, Payment payment, DebtAccount account, PaymentConfirmed moved) => new(
        account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, payment.Id, payment.Amount, moved.Allocated, moved.Credit,
        account.Balance + moved.Allocated, payment.ValueDate, moved.AttributedTo, command.Now,
        PriorityRaised: account.PriorityRaised || account.PriorityLoweredBy == payment.Id);

    private static IEnumerable<IEvent> AgreementMoves(AccountId account, AgreementStep? emptied, bool raised)
    {
        if (emptied is { Reopened: true, Cancelled: false })
            yield return new AccountAgreementReinstated(account, emptied.After.Id, emptied.After.SignedOn!.Value, raised);
        if (emptied?.Broken is { } broken)
            yield return new AccountAgreementBroken(account, emptied.After.Id, broken.ReinstatableUntil);
    }
}

using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Payments;

/// <summary>The money is there. Payment, account and what binds it move in one unit.</summary>
/// <param name="ConfirmedBy"><c>null</c>: a gateway or an import that is trusted to.</param>
public sealed record ConfirmPayment(UserId? ConfirmedBy, BusinessMoment Now, CampaignRules Rules);

public static class ConfirmPaymentHandler
{
    /// <param name="promises">The states of <see cref="DebtAccount.PromisesTouchedBy"/> the payment's value date.</param>
    /// <param name="agreement">The state of <see cref="DebtAccount.AgreementTouchedBy"/> it.</param>
    public static Decision Handle(
        ConfirmPayment command, Payment payment, DebtAccount account, IReadOnlyList<PromiseToPay> promises, PaymentAgreement? agreement)
    {
        if (payment.Status is PaymentStatus.Confirmed) return Decision.AlreadySo;
        if (payment.Status is not PaymentStatus.Registered)
            return Decision.Refuse(Refusals.Of("collections.payment-closed", $"The payment was decided: {payment.Status}.", [], ("status", payment.Status)));
        if (command.Rules.Policy.Payments.TwoPairsOfEyes && command.ConfirmedBy is { } confirmer && confirmer == payment.RegisteredBy)
            return Decision.Refuse("collections.two-pairs-of-eyes", "Who registered the payment does not confirm it.");

        HandedOver.Check(account.PromisesTouchedBy(payment.ValueDate), promises, account.AgreementTouchedBy(payment.ValueDate), agreement);

        var counted = promises.Select(promise =>
            (Promise: promise, Step: PromisePayments.Count(promise, payment.Id, payment.Amount, payment.ValueDate, command.Now))).ToList();
        var stillPromised = account.OpenPromise is { } open && !counted.Any(entry => entry.Promise.Id == open && entry.Step.Outcome is not null);
        var filled = agreement is null ? null
            : AgreementPayments.Receive(agreement, payment.Id, payment.Amount, payment.ValueDate, boundOtherwise: stillPromised, command.Now);

        var moves = Applied(command, payment, account, filled, kept: filled?.Kept is true || counted.Any(entry => entry.Step.Outcome?.IsGood() is true));
        var discount = filled is { Completed: true } ? Discount(command, filled.After, moves) : null;
        if (filled is { Completed: true })
            filled.Events.Add(new AgreementCompleted(filled.After.Id, filled.After.Parties, filled.After.Work, filled.After.Paid, discount?.Amount ?? Money.Zero(account.Currency), command.Now));

        var decision = Decision.Append(Confirmed(command, moves, counted.Select(entry => entry.Promise), agreement));
        foreach (var (promise, step) in counted) decision = decision.And<PromiseToPay>(promise.Id.Value, step.Events);
        if (filled is not null) decision = decision.And<PaymentAgreement>(filled.After.Id.Value, filled.Events);
        return decision.And<DebtAccount>(account.Id.Value,
        [
            moves,
            .. counted.Where(entry => entry.Step.Outcome is not null)
                .Select(entry => new AccountPromiseEnded(account.Id, entry.Promise.Id, entry.Step.Outcome!.Value, moves.PriorityRaised)),
            .. AgreementMoves(account.Id, filled, moves.PriorityRaised),
            .. discount is null ? [] : new IEvent[] { discount },
        ]);
    }

    private static PaymentApplied Applied(ConfirmPayment command, Payment payment, DebtAccount account, AgreementStep? filled, bool kept)
    {
        var terms = command.Rules.Policy.Payments;
        var beyondAgreement = filled?.Credit ?? Money.Zero(account.Currency);
        var (allocated, beyondBalance) = account.Balance.Allocate(payment.Amount - beyondAgreement, terms.AllocationOrder);
        return new(
            account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, payment.Id, payment.Amount, allocated, beyondAgreement + beyondBalance,
            account.Balance - allocated, payment.ValueDate, account.EarnedBy(payment.ValueDate, terms.AttributionDays), command.Now,
            PriorityRaised: account.PriorityRaised && !kept);
    }

    /// <summary>The rest of the debt as signed; charges since then stay owed.</summary>
    private static DiscountGranted? Discount(ConfirmPayment command, PaymentAgreement agreement, PaymentApplied moves)
    {
        var amount = Money.Min(agreement.Terms.Discount, moves.BalanceAfter.Total());
        if (!amount.IsPositive) return null;
        var (allocated, _) = moves.BalanceAfter.Allocate(amount, command.Rules.Policy.Payments.AllocationOrder);
        return new(moves.AccountId, moves.DebtorId, moves.PortfolioId, moves.CampaignId, agreement.Id, amount, allocated, moves.BalanceAfter - allocated,
            agreement.Terms.PolicyVersion, command.Now);
    }

    private static PaymentConfirmed Confirmed(ConfirmPayment command, PaymentApplied moves, IEnumerable<PromiseToPay> promises, PaymentAgreement? agreement) => new(
        moves.PaymentId, moves.AccountId, moves.DebtorId, moves.PortfolioId, moves.CampaignId, moves.Amount, moves.ValueDate, command.ConfirmedBy,
        moves.AttributedTo, promises.FirstOrDefault(promise => promise.IsOpen)?.Id, agreement?.Id, command.Now,
        moves.Allocated, moves.Credit, [.. promises.Select(promise => promise.Id)]);

    private static IEnumerable<IEvent> AgreementMoves(AccountId account, AgreementStep? filled, bool raised) => filled switch
    {
        { Completed: true } => [new AccountAgreementEnded(account, filled.After.Id, Completed: true, raised)],
        { Reinstated: true } => [new AccountAgreementReinstated(account, filled.After.Id, filled.After.SignedOn!.Value, raised)],
        _ => [],
    };
}

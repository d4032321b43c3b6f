using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class LapsePromiseTests
{
    private static readonly Spec<PromiseToPay, LapsePromise> Spec = new((command, promise, streams) =>
        LapsePromiseHandler.Handle(command, promise, streams.Get<DebtAccount>(Account.Value)));

    private static readonly LapsePromise AfterGrace = new(At(2026, 6, 12, 0));

    private static Spec<PromiseToPay, LapsePromise>.Scenario Given(params IReadOnlyList<IEvent> paid) =>
        Spec.Given([Made, .. paid]).AndOn<DebtAccount>(Account.Value, Placed, Promised(Made));

    [Fact]
    public void Breaks_with_the_shortfall_when_nothing_was_paid_and_raises_priority() =>
        Given().When(AfterGrace).Then(
            new PromiseBroken(Promise, Account, Debtor, Portfolio, Known.Work, Cop(100_000), Cop(100_000), June(10), AfterGrace.Now),
            On<DebtAccount>(Account.Value, new AccountPromiseEnded(Account, Promise, PromiseOutcome.Broken, PriorityRaised: true)));

    [Fact]
    public void Waits_for_the_last_day_of_grace() =>
        Given().When(new(At(2026, 6, 11, 23, 59))).ThenRefused("collections.promise-not-lapsed");

    [Fact]
    public void Is_partly_kept_when_something_was_paid_in_time() =>
        Given(new PromisePaymentCounted(Promise, Known.Payment, Cop(40_000), June(5), Cop(40_000), Cop(40_000))).When(AfterGrace).Then(
            new PromisePartlyKept(Promise, Account, Debtor, Portfolio, Known.Work, Cop(100_000), Cop(40_000), Cop(60_000), June(10), AfterGrace.Now),
            On<DebtAccount>(Account.Value, new AccountPromiseEnded(Account, Promise, PromiseOutcome.PartlyKept)));

    [Fact]
    public void Is_broken_and_cured_at_once_when_the_money_came_late_but_before_the_agenda() =>
        Given(new PromisePaymentCounted(Promise, Known.Payment, Cop(100_000), June(12), Cop(0), Cop(100_000))).When(AfterGrace).Then(
            new PromiseBroken(Promise, Account, Debtor, Portfolio, Known.Work, Cop(100_000), Cop(100_000), June(10), AfterGrace.Now),
            new PromiseCuredLate(Promise, Account, Debtor, Portfolio, Known.Work, Cop(100_000), Cop(100_000), June(10), AfterGrace.Now),
            On<DebtAccount>(Account.Value,
                new AccountPromiseEnded(Account, Promise, PromiseOutcome.Broken, PriorityRaised: true),
                new AccountPromiseEnded(Account, Promise, PromiseOutcome.CuredLate)));

    [Fact]
    public void Is_called_off_when_nothing_is_owed_any_more() =>
        Spec.Given(Made)
            .AndOn<DebtAccount>(Account.Value, Placed, Promised(Made), new BalanceAdjusted(
                Account, Debtor, Portfolio, Known.Campaign, Debt, Balance.Zero(Currency.Cop), Balance.Zero(Currency.Cop), June(5), "Paid to the creditor", At(2026, 6, 6), Import))
            .When(AfterGrace).Then(
                new PromiseCancelled(Promise, Account, Debtor, Portfolio, Known.Work, null, "The debt was paid otherwise.", Cop(100_000), June(10), AfterGrace.Now),
                On<DebtAccount>(Account.Value, new AccountPromiseEnded(Account, Promise, PromiseOutcome.Cancelled)));

    [Fact]
    public void A_kept_promise_does_not_lapse() =>
        Given(new PromiseKept(Promise, Account, Debtor, Portfolio, Known.Work, Cop(100_000), Cop(100_000), June(10), June(10), At(2026, 6, 10))).When(AfterGrace).ThenNothing();
}

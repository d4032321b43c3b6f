using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class RaiseReminderTests
{
    private static readonly Spec<PromiseToPay, RaiseReminder> Spec = new(RaiseReminderHandler.Handle);

    [Fact]
    public void Reminds_of_what_is_outstanding_once() =>
        Spec.Given(Made, new PromisePaymentCounted(Promise, Known.Payment, Cop(30_000), June(5), Cop(30_000), Cop(30_000)))
            .When(new(June(9), At(2026, 6, 9)))
            .Then(new PromiseReminderRaised(Promise, Account, Debtor, Known.Work, June(9), June(10), Cop(70_000)));

    [Fact]
    public void Waits_for_its_day() => Spec.Given(Made).When(new(June(9), At(2026, 6, 8, 23))).ThenRefused("collections.reminder-not-due");

    [Fact]
    public void A_day_that_is_no_reminder_date_reminds_of_nothing() => Spec.Given(Made).When(new(June(8), At(2026, 6, 8))).ThenNothing();

    [Fact]
    public void A_promise_that_is_closed_is_not_reminded_of() =>
        Spec.Given(Made, new PromiseCancelled(Promise, Account, Debtor, Portfolio, Known.Work, Supervisor, "Mistake", Cop(100_000), June(10), At(2026, 6, 2)))
            .When(new(June(9), At(2026, 6, 9))).ThenNothing();
}

public sealed class CancelPromiseTests
{
    private static readonly Spec<PromiseToPay, CancelPromise> Spec = new((command, promise, streams) =>
        CancelPromiseHandler.Handle(command, promise, streams.Get<DebtAccount>(Account.Value)));

    private static readonly CancelPromise Command = new(Supervisor, "Entered twice", At(2026, 6, 2));

    [Fact]
    public void Frees_the_account_and_says_by_whom_and_why() =>
        Spec.Given(Made).AndOn<DebtAccount>(Account.Value, Placed, Promised(Made)).When(Command).Then(
            new PromiseCancelled(Promise, Account, Debtor, Portfolio, Known.Work, Supervisor, "Entered twice", Cop(100_000), June(10), Command.Now),
            On<DebtAccount>(Account.Value, new AccountPromiseEnded(Account, Promise, PromiseOutcome.Cancelled)));

    [Fact]
    public void Needs_a_reason() =>
        Spec.Given(Made).AndOn<DebtAccount>(Account.Value, Placed, Promised(Made)).When(Command with { Reason = " " }).ThenRefused("collections.reason-missing");

    [Fact]
    public void A_broken_promise_is_not_called_off() =>
        Spec.Given(Made, new PromiseBroken(Promise, Account, Debtor, Portfolio, Known.Work, Cop(100_000), Cop(100_000), June(10), At(2026, 6, 12)))
            .AndOn<DebtAccount>(Account.Value, Placed).When(Command).ThenRefused("collections.promise-closed");
}

using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class MakePromiseTests
{
    private static readonly MakePromise Command = new(
        Promise, Cop(100_000), June(10), PromiseOrigin.Agent, Attempt, Known.Work, BySupervisor: false, At(2026, 6, 1), Rules);

    private static Spec<PromiseToPay, MakePromise>.Scenario OnAccount(params IReadOnlyList<IEvent> more) =>
        MakesPromise.GivenOn<DebtAccount>(Account.Value, [Placed, .. more]);

    [Fact]
    public void Binds_the_account_until_a_working_day_after_it_is_due() =>
        OnAccount().When(Command).Then(Made, On<DebtAccount>(Account.Value, Promised(Made)));

    [Fact]
    public void Grace_passes_over_the_weekend_and_a_holiday() =>
        OnAccount().When(Command with { DueOn = June(12) }).Decision.Events.OfType<PromiseMade>().Single().LastDayToKeep.ShouldBe(June(16));

    [Fact]
    public void Is_kept_from_the_amount_less_one_per_cent() =>
        OnAccount().When(Command).Decision.Events.OfType<PromiseMade>().Single().KeptFrom.ShouldBe(Cop(99_000));

    [Fact]
    public void Reminds_only_on_days_that_are_still_to_come() =>
        OnAccount().When(Command with { DueOn = June(3) }).Decision.Events.OfType<PromiseMade>().Single().ReminderDates.ShouldBe([June(2), June(3)]);

    [Theory]
    [InlineData(0, false), InlineData(30, false), InlineData(31, true), InlineData(60, true)]
    public void May_be_due_from_today_to_thirty_days_ahead_or_sixty_for_a_supervisor(int days, bool bySupervisor) =>
        OnAccount().When(Command with { DueOn = June1.AddDays(days), BySupervisor = bySupervisor }).Decision.Refusal.ShouldBeNull();

    [Theory]
    [InlineData(-1, false), InlineData(31, false), InlineData(-1, true), InlineData(61, true)]
    public void Is_refused_outside_those_days(int days, bool bySupervisor) =>
        OnAccount().When(Command with { DueOn = June1.AddDays(days), BySupervisor = bySupervisor }).ThenRefused("collections.promise-due-out-of-range");

    [Fact]
    public void May_be_of_the_whole_balance() => OnAccount().When(Command with { Amount = Cop(1_000_000) }).Decision.Refusal.ShouldBeNull();

    [Fact]
    public void Is_not_of_more_than_the_balance() =>
        OnAccount().When(Command with { Amount = Cop(1_000_000.01m) }).ThenRefused("collections.promise-exceeds-balance");

    [Fact]
    public void Is_of_more_than_nothing() => OnAccount().When(Command with { Amount = Cop(0) }).ThenRefused("collections.amount-not-positive");

    [Fact]
    public void Is_exact_to_the_cent() => OnAccount().When(Command with { Amount = Cop(10.005m) }).ThenRefused("collections.amount-not-exact");

    [Fact]
    public void Is_in_the_currency_of_the_account() =>
        OnAccount().When(Command with { Amount = new(100, Currency.Usd) }).ThenRefused("collections.currency-differs");

    [Fact]
    public void A_new_promise_before_the_due_date_supersedes_the_open_one()
    {
        var next = PromiseOf(NextPromise, 120_000, June(15), lastDay: June(16), reminders: [June(12), June(14), June(15)], Promise, 1, At(2026, 6, 9));
        OnAccount(Promised(Made)).AndOn<PromiseToPay>(Promise.Value, Made)
            .When(Command with { PromiseId = NextPromise, Amount = Cop(120_000), DueOn = June(15), Now = At(2026, 6, 9) })
            .Then(
                next,
                On<PromiseToPay>(Promise.Value, new PromiseSuperseded(Promise, Account, Debtor, Portfolio, Known.Work, NextPromise, Cop(100_000), June(10), At(2026, 6, 9))),
                On<DebtAccount>(Account.Value, new AccountPromiseEnded(Account, Promise, PromiseOutcome.Superseded), Promised(next)));
    }

    [Fact]
    public void On_its_due_date_a_promise_is_not_superseded_any_more() =>
        OnAccount(Promised(Made)).AndOn<PromiseToPay>(Promise.Value, Made)
            .When(Command with { PromiseId = NextPromise, DueOn = June(15), Now = At(2026, 6, 10) }).ThenRefused("collections.promise-due");

    [Theory]
    [InlineData(1, null), InlineData(2, "collections.promise-superseded-too-often")]
    public void Supersedes_at_most_twice_in_a_row(int before, string? refusal)
    {
        var open = PromiseOf(Promise, 100_000, June(10), June(11), [], new PromiseId(Id("b0ff")), before);
        OnAccount(Promised(open)).AndOn<PromiseToPay>(Promise.Value, open)
            .When(Command with { PromiseId = NextPromise, Now = At(2026, 6, 2) }).Decision.Refusal?.Code.ShouldBe(refusal);
        if (refusal is not null)
        {
            OnAccount(Promised(open)).AndOn<PromiseToPay>(Promise.Value, open)
                .When(Command with { PromiseId = NextPromise, Now = At(2026, 6, 2) }).ThenRefused(refusal);
        }
    }

    [Fact]
    public void A_promise_after_a_broken_one_begins_a_new_row()
    {
        var next = OnAccount(Promised(Made), new AccountPromiseEnded(Account, Promise, PromiseOutcome.Broken, PriorityRaised: true))
            .When(Command with { PromiseId = NextPromise, DueOn = June(20), Now = At(2026, 6, 12) }).Decision.Events.OfType<PromiseMade>().Single();
        next.Supersessions.ShouldBe(0);
        next.Supersedes.ShouldBeNull();
    }

    [Fact]
    public void None_is_taken_while_an_agreement_binds_the_account() =>
        OnAccount(Settled).AndOn<PaymentAgreement>(Agreement.Value, Signed).When(Command).ThenRefused("collections.account-bound");

    [Fact]
    public void None_is_taken_on_an_account_that_was_withdrawn() =>
        OnAccount(new AccountWithdrawn(Account, Known.Campaign, Cop(1_000_000), "Recalled", At(2026, 5, 20))).When(Command).ThenRefused("collections.account-withdrawn");

    [Fact]
    public void The_id_of_another_promise_is_refused() =>
        MakesPromise.Given(Made).AndOn<DebtAccount>(Account.Value, Placed, Promised(Made))
            .When(Command with { Amount = Cop(90_000) }).ThenRefused("collections.promise-differs");
}

using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

/// <summary>What confirming and reversing payments does to promises.</summary>
public sealed class PaymentsAndPromisesTests
{
    private readonly World _world = World.WithPromise(100_000, June(10));

    [Theory]
    [InlineData("98999.99", PromiseOutcome.Open), InlineData("99000", PromiseOutcome.Kept), InlineData("100000", PromiseOutcome.Kept), InlineData("150000", PromiseOutcome.Kept)]
    public void Is_kept_from_the_amount_less_the_tolerance(string paid, PromiseOutcome outcome)
    {
        _world.Pay(Known.Payment, decimal.Parse(paid, System.Globalization.CultureInfo.InvariantCulture), June(9), At(2026, 6, 9));
        _world.Promise.Outcome.ShouldBe(outcome);
        (_world.Account.OpenPromise is null).ShouldBe(outcome is PromiseOutcome.Kept);
    }

    [Theory]
    [InlineData(11, PromiseOutcome.Kept), InlineData(12, PromiseOutcome.Open)]
    public void Is_kept_by_what_is_valued_up_to_the_day_of_grace(int day, PromiseOutcome outcome)
    {
        _world.Pay(Known.Payment, 100_000, June(day), At(2026, 6, day));
        _world.Promise.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void Several_payments_together_keep_it()
    {
        _world.Pay(Known.Payment, 40_000, June(5), At(2026, 6, 5));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Open);
        _world.Pay(NextPayment, 60_000, June(9), At(2026, 6, 9));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Kept);
        _world.Promise.KeptOn.ShouldBe(June(9));
    }

    [Fact]
    public void Money_valued_before_it_was_made_does_not_count()
    {
        _world.Pay(Known.Payment, 100_000, new(2026, 5, 31), At(2026, 6, 2));
        _world.Promise.PaidInAll.ShouldBe(Cop(0));
        _world.Account.Balance.Total().ShouldBe(Cop(900_000));
    }

    [Fact]
    public void Valued_in_time_but_confirmed_after_the_break_it_is_found_kept_and_the_break_stays()
    {
        _world.Lapse(At(2026, 6, 12));
        _world.Account.PriorityRaised.ShouldBeTrue();
        _world.Pay(Known.Payment, 100_000, June(10), At(2026, 6, 13));

        _world.Promise.Outcome.ShouldBe(PromiseOutcome.FoundKept);
        _world.EventsOn<PromiseToPay>(Known.Promise.Value).Select(e => e.GetType().Name)
            .ShouldBe(["PromiseMade", "PromiseBroken", "PromisePaymentCounted", "PromiseFoundKept"]);
        _world.Account.PriorityRaised.ShouldBeFalse();
    }

    [Fact]
    public void Valued_late_it_is_cured_late_and_the_break_stays()
    {
        _world.Lapse(At(2026, 6, 12));
        _world.Pay(Known.Payment, 100_000, June(20), At(2026, 6, 20));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.CuredLate);
        _world.Promise.Lapsed.ShouldBeTrue();
        _world.Account.PriorityRaised.ShouldBeFalse();
    }

    [Fact]
    public void A_payment_that_is_not_enough_does_not_end_the_raised_priority()
    {
        _world.Lapse(At(2026, 6, 12));
        _world.Pay(Known.Payment, 50_000, June(20), At(2026, 6, 20));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Broken);
        _world.Account.PriorityRaised.ShouldBeTrue();
    }

    [Fact]
    public void Something_valued_in_time_and_confirmed_after_the_break_makes_it_partly_kept()
    {
        _world.Lapse(At(2026, 6, 12));
        _world.Pay(Known.Payment, 50_000, June(11), At(2026, 6, 13));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.PartlyKept);
        _world.Pay(NextPayment, 50_000, June(12), At(2026, 6, 14));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.CuredLate);
    }

    [Fact]
    public void A_reversal_before_the_last_day_opens_it_again_and_it_binds()
    {
        _world.Pay(Known.Payment, 100_000, June(5), At(2026, 6, 5));
        _world.Account.IsBound.ShouldBeFalse();
        _world.Reverse(Known.Payment, At(2026, 6, 8));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Open);
        _world.Account.OpenPromise.ShouldBe(Known.Promise);
        _world.Account.Balance.ShouldBe(Debt);
    }

    [Fact]
    public void A_reversal_after_the_last_day_breaks_it_and_raises_priority()
    {
        _world.Pay(Known.Payment, 100_000, June(5), At(2026, 6, 5));
        _world.Reverse(Known.Payment, At(2026, 6, 20));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Broken);
        _world.Account.PriorityRaised.ShouldBeTrue();
    }

    [Fact]
    public void A_reversal_when_another_promise_binds_leaves_it_superseded()
    {
        _world.Pay(Known.Payment, 100_000, June(5), At(2026, 6, 5));
        _world.MakePromise(NextPromise, 50_000, June(20), At(2026, 6, 6));
        _world.Reverse(Known.Payment, At(2026, 6, 8));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Superseded);
        _world.Account.OpenPromise.ShouldBe(NextPromise);
    }

    [Fact]
    public void A_reversal_after_the_account_was_placed_anew_leaves_it_superseded()
    {
        _world.Pay(Known.Payment, 100_000, June(5), At(2026, 6, 5));
        _world.OnAccount(account => WithdrawAccountHandler.Handle(new("Recalled", Supervisor, At(2026, 6, 6)), account, null, null));
        _world.OnAccount(account => PlaceAccountHandler.Handle(
            new(Account, Debtor, Portfolio, Campaign, Bogota, "Banco Uno", "OB-1", Debt, June(7), null, 30, At(2026, 6, 7)), account));
        _world.Reverse(Known.Payment, At(2026, 6, 8));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Superseded);
        _world.Account.IsBound.ShouldBeFalse();
    }

    [Fact]
    public void A_reversal_of_the_payment_that_ended_the_raised_priority_raises_it_again()
    {
        _world.Lapse(At(2026, 6, 12));
        _world.Pay(Known.Payment, 100_000, June(20), At(2026, 6, 20));
        _world.Reverse(Known.Payment, At(2026, 6, 25));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Broken);
        _world.Account.PriorityRaised.ShouldBeTrue();
    }

    [Fact]
    public void Only_a_confirmed_payment_is_reversed_and_for_a_reason()
    {
        Reverses.Given(Registered(1_000, June1)).AndOn<DebtAccount>(Account.Value, Placed)
            .When(new(Supervisor, "Bounced", At(2026, 6, 2))).ThenRefused("collections.payment-not-confirmed");
        _world.Pay(Known.Payment, 100, June1, At(2026, 6, 1));
        _world.Decide(Known.Payment, new ReversePayment(Supervisor, " ", At(2026, 6, 2))).Refusal!.Code.ShouldBe("collections.reason-missing");
    }
}

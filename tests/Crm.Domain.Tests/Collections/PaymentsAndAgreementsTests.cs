using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

/// <summary>What confirming and reversing payments does to agreements. The agreement is 200,000, 250,000 and 250,000 on a debt of 1,000,000.</summary>
public sealed class PaymentsAndAgreementsTests
{
    private static readonly PaymentId Third = new(Id("ba03"));
    private readonly World _world = World.WithAgreement();

    private static decimal[] Paid(World world) => [.. world.Agreement.Installments.Select(installment => installment.Paid.Amount)];

    [Fact]
    public void A_partial_payment_leaves_the_installments_balance()
    {
        _world.Pay(Payment, 150_000, June(9), At(2026, 6, 9));
        Paid(_world).ShouldBe([150_000, 0, 0]);
        _world.EventsOn<PaymentAgreement>(Agreement.Value).OfType<InstallmentPaid>().ShouldBeEmpty();
    }

    [Fact]
    public void Over_fills_the_next()
    {
        _world.Pay(Payment, 300_000, June(9), At(2026, 6, 9));
        Paid(_world).ShouldBe([200_000, 100_000, 0]);
        _world.EventsOn<PaymentAgreement>(Agreement.Value).OfType<InstallmentPaid>().ShouldHaveSingleItem().PaidOn.ShouldBe(June(9));
    }

    [Fact]
    public void When_all_are_paid_it_is_completed_and_the_discount_granted_then()
    {
        _world.Pay(Payment, 650_000, June(9), At(2026, 6, 9));
        _world.Account.Balance.Total().ShouldBe(Cop(350_000));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Active);

        _world.Pay(NextPayment, 50_000, June(10), At(2026, 6, 10));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Completed);
        _world.EventsOn<PaymentAgreement>(Agreement.Value).OfType<AgreementCompleted>().Single().Discount.ShouldBe(Cop(300_000));
        _world.Account.Balance.ShouldBe(Balance.Zero(Currency.Cop));
        _world.Account.IsBound.ShouldBeFalse();
    }

    [Fact]
    public void Beyond_the_last_is_credit_and_does_not_eat_the_discount()
    {
        _world.Pay(Payment, 720_000, June(9), At(2026, 6, 9));
        _world.Account.Credit.ShouldBe(Cop(20_000));
        _world.Account.Balance.ShouldBe(Balance.Zero(Currency.Cop));
        _world.EventsOn<DebtAccount>(Account.Value).OfType<DiscountGranted>().Single().Amount.ShouldBe(Cop(300_000));
    }

    [Fact]
    public void A_charge_after_signing_is_not_forgiven()
    {
        _world.OnAccount(account => ChargeBalanceHandler.Handle(
            new(Id("cc01"), Crm.Domain.Campaigns.BalanceComponent.Fees, Cop(5_000), "Visit", At(2026, 6, 2)), account));
        _world.Pay(Payment, 700_000, June(9), At(2026, 6, 9));
        _world.Account.Balance.Total().ShouldBe(Cop(5_000));
    }

    [Fact]
    public void Brought_current_after_the_break_it_is_reinstated_and_the_break_stays()
    {
        _world.Break(At(2026, 6, 14));
        _world.Account.IsBound.ShouldBeFalse();
        _world.Account.PriorityRaised.ShouldBeTrue();

        _world.Pay(Payment, 200_000, June(20), At(2026, 6, 20));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Active);
        _world.Account.OpenAgreement.ShouldBe(Agreement);
        _world.Account.PriorityRaised.ShouldBeFalse();
        var reinstated = _world.EventsOn<PaymentAgreement>(Agreement.Value).OfType<AgreementReinstated>().Single();
        reinstated.Open!.Select(installment => installment.Number).ShouldBe([2, 3]);
    }

    [Theory]
    [InlineData(14, AgreementStatus.Active), InlineData(15, AgreementStatus.Broken)]
    public void Until_thirty_days_after_the_break_by_value_date(int dayOfJuly, AgreementStatus status)
    {
        _world.Break(At(2026, 6, 14));
        _world.Pay(Payment, 450_000, new(2026, 7, dayOfJuly), At(2026, 7, 16));
        _world.Agreement.Status.ShouldBe(status);
    }

    [Fact]
    public void What_does_not_bring_it_current_does_not_reinstate_it_but_counts()
    {
        _world.Break(At(2026, 6, 14));
        _world.Pay(Payment, 199_999, June(20), At(2026, 6, 20));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Broken);
        _world.Pay(NextPayment, 1, June(21), At(2026, 6, 21));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Active);
    }

    [Fact]
    public void A_cent_valued_before_the_break_reinstates_nothing()
    {
        _world.Break(At(2026, 6, 14));
        _world.Pay(Payment, 0.01m, June(5), At(2026, 6, 15));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Broken);
    }

    [Fact]
    public void Where_the_campaign_does_not_reinstate_a_late_payment_only_moves_the_balance()
    {
        var world = World.WithAgreement(reinstatementDays: null);
        world.Break(At(2026, 6, 14));
        world.Pay(Payment, 200_000, June(14), At(2026, 6, 15));
        world.Agreement.Status.ShouldBe(AgreementStatus.Broken);
        world.Account.Balance.Total().ShouldBe(Cop(800_000));
        Paid(world).ShouldBe([0, 0, 0]);

        world.Pay(NextPayment, 200_000, June(13), At(2026, 6, 16));
        world.Agreement.Status.ShouldBe(AgreementStatus.Active, "It was paid in the days of grace; only its confirmation came late.");
    }

    [Fact]
    public void A_broken_agreement_does_not_bind_again_while_a_promise_is_open()
    {
        _world.Break(At(2026, 6, 14));
        _world.MakePromise(Promise, 300_000, June(25), At(2026, 6, 15));
        _world.Pay(Payment, 200_000, June(16), At(2026, 6, 16));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Broken);

        _world.Pay(NextPayment, 100_000, June(17), At(2026, 6, 17));
        _world.Promise.Outcome.ShouldBe(PromiseOutcome.Kept);
        _world.Agreement.Status.ShouldBe(AgreementStatus.Active, "The payment that keeps the promise frees the account.");
    }

    [Fact]
    public void Bug_a_payment_valued_before_the_open_promise_bound_the_account_twice()
    {
        _world.Break(At(2026, 6, 14));
        _world.MakePromise(Promise, 300_000, June(25), At(2026, 6, 20));
        _world.Pay(Payment, 200_000, June(16), At(2026, 6, 20));
        _world.Account.OpenPromise.ShouldBe(Promise);
        _world.Agreement.Status.ShouldBe(AgreementStatus.Broken);
    }

    [Fact]
    public void A_reversal_after_completion_reopens_it_and_withdraws_the_discount()
    {
        _world.Pay(Payment, 500_000, June(9), At(2026, 6, 9));
        var before = _world.Account;
        _world.Pay(NextPayment, 200_000, June(10), At(2026, 6, 10));
        _world.Reverse(NextPayment, At(2026, 6, 12));

        _world.Agreement.Status.ShouldBe(AgreementStatus.Active);
        _world.Account.OpenAgreement.ShouldBe(Agreement);
        _world.Account.Balance.ShouldBe(before.Balance);
        _world.EventsOn<DebtAccount>(Account.Value).OfType<DiscountWithdrawn>().Single().Amount.ShouldBe(Cop(300_000));
        _world.EventsOn<PaymentAgreement>(Agreement.Value).OfType<AgreementReopened>().Single().Outstanding.ShouldBe(Cop(200_000));

        _world.Pay(Third, 200_000, June(13), At(2026, 6, 13));
        _world.Account.Balance.ShouldBe(Balance.Zero(Currency.Cop));
    }

    [Fact]
    public void A_reversal_of_the_first_of_two_payments_leaves_the_oldest_installments_filled()
    {
        _world.Pay(Payment, 200_000, June(9), At(2026, 6, 9));
        _world.Pay(NextPayment, 100_000, June(9), At(2026, 6, 9));
        _world.Reverse(Payment, At(2026, 6, 10));
        Paid(_world).ShouldBe([100_000, 0, 0]);
    }

    [Fact]
    public void A_reversal_past_the_grace_of_what_it_paid_breaks_the_agreement_at_once()
    {
        _world.Pay(Payment, 200_000, June(9), At(2026, 6, 9));
        _world.Reverse(Payment, At(2026, 6, 20));
        _world.Agreement.Status.ShouldBe(AgreementStatus.Broken);
        _world.Account.Agreement!.Broken.ShouldBeTrue();
        _world.Account.PriorityRaised.ShouldBeTrue();
    }

    [Fact]
    public void A_completed_agreement_that_cannot_bind_again_is_called_off()
    {
        _world.Pay(Payment, 600_000, June(9), At(2026, 6, 9));
        _world.Pay(NextPayment, 100_000, June(9), At(2026, 6, 9));
        _world.OnAccount(account => ChargeBalanceHandler.Handle(
            new(Id("cc01"), Crm.Domain.Campaigns.BalanceComponent.Fees, Cop(50_000), "Visit", At(2026, 6, 10)), account));
        _world.MakePromise(Promise, 50_000, June(20), At(2026, 6, 10));
        _world.Reverse(NextPayment, At(2026, 6, 11));

        _world.Agreement.Status.ShouldBe(AgreementStatus.Cancelled);
        _world.Account.OpenPromise.ShouldBe(Promise);
        _world.Account.OpenAgreement.ShouldBeNull();
        _world.Account.Balance.Total().ShouldBe(Cop(450_000));
    }
}

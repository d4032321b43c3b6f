using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

/// <summary>Laws that hold after every step of every history. (That a command heard twice appends once, the world checks at each.)</summary>
public sealed class AnyHistoryTests
{
    [Fact]
    public void The_balance_less_the_credit_is_the_sum_of_the_movements() => AfterEveryStep(world =>
    {
        var moved = world.EventsOn<DebtAccount>(Account.Value).Select(@event => @event switch
        {
            AccountPlaced e => e.Balance.Total(),
            BalanceAdjusted e => e.NewBalance.Total() - e.OldBalance.Total(),
            BalanceCharged e => e.Amount,
            PaymentApplied e => -e.Amount,
            PaymentUnapplied e => e.Amount,
            DiscountGranted e => -e.Amount,
            DiscountWithdrawn e => e.Amount,
            _ => Cop(0),
        }).Sum(Currency.Cop);
        (world.Account.Balance.Total() - world.Account.Credit).ShouldBe(moved);
        world.Account.Ledger.AsOf(DateOnly.MaxValue).ShouldBe(world.Account.Balance);
    });

    [Fact]
    public void No_component_and_no_credit_is_ever_negative() => AfterEveryStep(world =>
    {
        Enum.GetValues<Crm.Domain.Campaigns.BalanceComponent>().ShouldAllBe(component => world.Account.Balance[component] >= 0);
        world.Account.Credit.IsNegative.ShouldBeFalse();
    });

    [Fact]
    public void At_most_one_promise_or_agreement_binds_and_the_account_knows_which() => AfterEveryStep(world =>
    {
        var promises = world.All<PromiseToPay>().Where(promise => promise.IsOpen).Select(promise => promise.Id).ToList();
        var agreements = world.All<PaymentAgreement>().Where(agreement => agreement.Status is AgreementStatus.Active).Select(agreement => agreement.Id).ToList();
        (promises.Count + agreements.Count).ShouldBeLessThanOrEqualTo(1);
        world.Account.OpenPromise.ShouldBe(promises.Count == 0 ? null : promises[0]);
        world.Account.OpenAgreement.ShouldBe(agreements.Count == 0 ? null : agreements[0]);
    });

    [Fact]
    public void Installments_and_credit_are_what_was_paid_and_the_oldest_are_filled_first() => AfterEveryStep(world =>
    {
        foreach (var agreement in world.All<PaymentAgreement>())
        {
            var paid = Confirmed(world).Where(payment => payment.Moved!.AgreementId == agreement.Id).Select(payment => payment.Amount).Sum(Currency.Cop);
            (agreement.Paid + agreement.Payments.Select(payment => payment.Credit).Sum(Currency.Cop)).ShouldBe(paid);
            agreement.Installments.ShouldAllBe(installment => !installment.Paid.IsNegative && installment.Paid <= installment.Amount);
            agreement.Installments.Zip(agreement.Installments.Skip(1)).ShouldAllBe(pair => pair.First.IsPaid || pair.Second.Paid.IsZero);
            (agreement.Status is AgreementStatus.Completed).ShouldBe(agreement.Outstanding.IsZero && agreement.Status is not AgreementStatus.Cancelled);
        }
    });

    [Fact]
    public void What_became_of_a_promise_follows_from_what_was_paid_when() => AfterEveryStep(world =>
    {
        foreach (var promise in world.All<PromiseToPay>().Where(promise => promise.Outcome is not (PromiseOutcome.Superseded or PromiseOutcome.Cancelled)))
        {
            var payments = Confirmed(world).Where(payment => payment.Moved!.CountedTowards.Contains(promise.Id)).ToList();
            promise.PaidInAll.ShouldBe(payments.Select(payment => payment.Amount).Sum(Currency.Cop));
            var inTime = payments.Where(payment => payment.ValueDate <= promise.LastDayToKeep).Select(payment => payment.Amount).Sum(Currency.Cop);
            promise.PaidInTime.ShouldBe(inTime);
            promise.Outcome.ShouldBe(
                inTime >= promise.KeptFrom ? promise.Lapsed ? PromiseOutcome.FoundKept : PromiseOutcome.Kept
                : !promise.Lapsed ? PromiseOutcome.Open
                : promise.PaidInAll >= promise.KeptFrom ? PromiseOutcome.CuredLate
                : inTime.IsPositive ? PromiseOutcome.PartlyKept
                : PromiseOutcome.Broken);
        }
    });

    [Fact]
    public void Replaying_the_events_gives_the_state_that_grew_with_them() => Always(history =>
    {
        Same<DebtAccount>(history.World);
        Same<PromiseToPay>(history.World);
        Same<PaymentAgreement>(history.World);
        Same<Payment>(history.World);
    });

    [Fact]
    public void A_payment_confirmed_and_reversed_restores_everything_exactly() => Always(history =>
    {
        var (world, before, raised) = (history.World, Money(history.World), history.World.Account.PriorityRaised);
        foreach (var amount in new[] { 1m, 77_777.77m, 600_000m, 2_000_000m })
        {
            var payment = new PaymentId(history.NextId());
            world.Pay(payment, amount, history.Now.Date, history.Now);
            var reversed = world.Reverse(payment, history.Now);
            Money(world).ShouldBe(before, $"{amount} came and went.");

            // An agreement that the payment had reinstated is broken once more, and that raises priority as every break does.
            if (!reversed.Others.SelectMany(other => other.Events).Any(e => e is AgreementBroken)) world.Account.PriorityRaised.ShouldBe(raised);
            raised = world.Account.PriorityRaised;
        }
    });

    [Fact]
    public void In_whatever_order_payments_are_confirmed_the_promise_comes_to_the_same() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            (from amount in Gen.Choose(1, 60_000) from day in Gen.Choose(1, 20) select (Amount: amount, Day: day)).ArrayOf(4).ToArbitrary(),
            Gen.Shuffle([0, 1, 2, 3, 4]).ToArbitrary(),
            (payments, order) =>
            {
                string Play(IEnumerable<int> order)
                {
                    var world = World.WithPromise(100_000, June(10));
                    var now = At(2026, 6, 21);
                    foreach (var index in order)
                    {
                        if (index == payments.Length) world.Lapse(now);
                        else world.Pay(new(Id($"{index + 1:x}")), payments[index].Amount, June(payments[index].Day), now);
                    }

                    var outcome = world.Promise.Outcome is PromiseOutcome.FoundKept ? PromiseOutcome.Kept : world.Promise.Outcome;
                    return $"{outcome} {world.Promise.PaidInTime.Amount:0.##} {world.Account.Balance.Total().Amount:0.##}";
                }

                Play(order).ShouldBe(Play([0, 1, 2, 3, 4]));
            }));

    [Fact]
    public void In_whatever_order_payments_are_confirmed_the_installments_are_filled_alike() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(1, 174_000).ArrayOf(4).ToArbitrary(), Gen.Shuffle([0, 1, 2, 3]).ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(),
            (amounts, order, reversed) =>
            {
                string Play(IEnumerable<int> order, bool skipReversed)
                {
                    var world = World.WithAgreement();
                    foreach (var index in order.Where(index => !skipReversed || index != reversed)) world.Pay(new(Id($"{index + 1:x}")), amounts[index], June(5), At(2026, 6, 5));
                    if (!skipReversed) world.Reverse(new(Id($"{reversed + 1:x}")), At(2026, 6, 6));
                    return string.Join(' ', world.Agreement.Installments.Select(installment => installment.Paid.Amount.ToString("0.##", null)));
                }

                Play(order, skipReversed: false).ShouldBe(Play([0, 1, 2, 3], skipReversed: true), "As if the reversed one had never come.");
            }));

    private static readonly Config Long = Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(60);

    private static void AfterEveryStep(Action<World> law) => Check.One(Long, Prop.ForAll(Step.Histories, steps =>
    {
        var history = new History();
        foreach (var step in steps)
        {
            history.Play(step);
            law(history.World);
        }
    }));

    private static void Always(Action<History> law) => Check.One(Long, Prop.ForAll(Step.Histories, steps =>
    {
        var history = new History();
        foreach (var step in steps) history.Play(step);
        law(history);
    }));

    private static IEnumerable<Payment> Confirmed(World world) => world.All<Payment>().Where(payment => payment.Status is PaymentStatus.Confirmed);

    private static void Same<T>(World world) where T : class, IAggregate<T>
    {
        foreach (var (stream, events, state) in world.Streams.Where(stream => stream.Stream.Type == typeof(T)))
            Stored.Text((object?)Folded.Of<T>(events)).ShouldBe(Stored.Text(state), stream.Id.ToString());
    }

    private static string Money(World world) => string.Join('\n',
        world.All<PromiseToPay>().Select(promise => $"{promise.Id} {promise.Outcome} {promise.PaidInAll.Amount:0.##}")
            .Concat(world.All<PaymentAgreement>().Select(agreement =>
                $"{agreement.Id} {agreement.Status} {string.Join(' ', agreement.Installments.Select(installment => installment.Paid.Amount.ToString("0.##", null)))}"))
            .Append($"{Stored.Text(Normal(world.Account.Balance))} {world.Account.Credit.Amount:0.##}"));

    private static Balance Normal(Balance balance) => Enum.GetValues<Crm.Domain.Campaigns.BalanceComponent>()
        .Aggregate(balance, (all, component) => all.With(component, decimal.Parse(all[component].ToString("0.##", null), null)));
}

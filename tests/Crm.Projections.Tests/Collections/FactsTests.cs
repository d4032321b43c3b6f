using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Projections.Collections;
using Crm.Projections.Tests.Kit;

namespace Crm.Projections.Tests.Collections;

/// <summary>Facts, files and trays against the states the domain decides on.</summary>
public sealed class FactsTests
{
    [Fact]
    public void A_promises_facts_are_what_became_of_it() =>
        Scripts.ForEveryHistory(office =>
        {
            var facts = Folded.Documents(new PromiseFacts(), office.History.Events);
            facts.Count.ShouldBe(office.All<PromiseToPay>().Count());
            foreach (var promise in office.All<PromiseToPay>())
            {
                var fact = facts[promise.Id.Value];
                (fact.Outcome, fact.PaidInTime, fact.PaidInAll).ShouldBe((promise.Outcome, promise.PaidInTime, promise.PaidInAll));
                fact.KeptAmount.ShouldBe(Math.Min(promise.PaidInTime.Amount, promise.Amount.Amount));
            }
        });

    [Fact]
    public void The_tray_of_promises_holds_the_open_ones_with_what_was_paid() =>
        Scripts.ForEveryHistory(office =>
        {
            var rows = Folded.Documents(new PromisesTray(), office.History.Events);
            var open = office.All<PromiseToPay>().Where(promise => promise.Outcome is PromiseOutcome.Open).ToList();
            rows.Keys.Order().ShouldBe(open.Select(promise => promise.Id.Value).Order());
            foreach (var promise in open)
            {
                var row = rows[promise.Id.Value];
                (row.Amount, row.Paid, row.DueOn, row.LastDayToKeep).ShouldBe((promise.Amount, promise.PaidInTime, promise.DueOn, promise.LastDayToKeep));
            }
        });

    [Fact]
    public void A_row_of_broken_promises_is_of_a_promise_that_is_unmet() =>
        Scripts.ForEveryHistory(office =>
        {
            foreach (var row in Folded.Documents(new BrokenPromisesTray(), office.History.Events).Values)
                office.State<PromiseToPay>(row.PromiseId.Value)!.Outcome.ShouldBe(row.Partly ? PromiseOutcome.PartlyKept : PromiseOutcome.Broken);
        });

    [Fact]
    public void An_agreements_file_holds_what_was_paid_of_each_installment() =>
        Scripts.ForEveryHistory(office =>
        {
            var files = Folded.Documents(new AgreementFile(), office.History.Events);
            foreach (var agreement in office.All<PaymentAgreement>())
            {
                var file = files[agreement.Id.Value];
                file.State.ToString().ShouldBe(agreement.Status.ToString());
                (file.Paid, file.Outstanding).ShouldBe((agreement.Paid, agreement.Outstanding));
                file.Installments.Select(line => (line.Number, line.Paid, line.PaidOn is not null))
                    .ShouldBe(agreement.Installments.Select(installment => (installment.Number, installment.Paid, installment.IsPaid)));
                file.History.Count.ShouldBe(office.History.Events.Count(recorded => recorded.StreamId == agreement.Id.Value));
            }
        });

    [Fact]
    public void The_tray_of_broken_agreements_holds_those_that_nothing_replaced() =>
        Scripts.ForEveryHistory(office =>
        {
            var rows = Folded.Documents(new BrokenAgreementsTray(), office.History.Events);
            foreach (var row in rows.Values) office.State<PaymentAgreement>(row.AgreementId.Value)!.Status.ShouldBe(AgreementStatus.Broken);
            foreach (var account in office.AccountStates.Where(account => account.Agreement is { Broken: true }))
                rows[account.Id.Value].AgreementId.ShouldBe(account.Agreement!.Id);
        });

    [Fact]
    public void Payments_wait_for_confirmation_until_somebody_decides() =>
        Scripts.ForEveryHistory(office =>
        {
            Folded.Documents(new PaymentsToConfirmTray(), office.History.Events).Keys.Order()
                .ShouldBe(office.All<Payment>().Where(payment => payment.Status is PaymentStatus.Registered).Select(payment => payment.Id.Value).Order());
            foreach (var (id, fact) in Folded.Documents(new PaymentFacts(), office.History.Events))
                fact.State.ToString().ShouldBe(office.State<Payment>(id)!.Status.ToString());
        });

    [Fact]
    public void Proposals_wait_for_a_supervisor() =>
        Scripts.ForEveryHistory(office =>
            Folded.Documents(new AgreementsToApproveTray(), office.History.Events).Keys.Order()
                .ShouldBe(office.All<PaymentAgreement>().Where(agreement => agreement.Status is AgreementStatus.Proposed).Select(agreement => agreement.Id.Value).Order()));

    [Fact]
    public void A_balance_is_the_sum_of_its_movements_and_each_says_the_balance_after() =>
        Scripts.ForEveryHistory(office =>
        {
            foreach (var account in office.AccountStates)
            {
                var movements = Folded.Documents(new AccountLedger(), office.History.Events).Values
                    .Where(movement => movement.AccountId == account.Id).OrderBy(movement => movement.Position).ToList();
                var running = 0m;
                foreach (var movement in movements)
                    movement.BalanceAfter.Amount.ShouldBe(running += movement.Moved.Amount);
                running.ShouldBe(account.Balance.Total().Amount);
            }
        });
}

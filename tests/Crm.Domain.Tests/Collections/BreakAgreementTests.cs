using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class BreakAgreementTests
{
    private static readonly Spec<PaymentAgreement, BreakAgreement> Spec = new((command, agreement, streams) =>
        BreakAgreementHandler.Handle(command, agreement, streams.Get<DebtAccount>(Account.Value)));

    private static readonly InstallmentOverdue FirstOverdue = new(Agreement, 1, Cop(200_000), June(10), Parties, At(2026, 6, 11));

    private static Spec<PaymentAgreement, BreakAgreement>.Scenario Given(params IReadOnlyList<IEvent> events) =>
        Spec.Given([Signed, .. events]).AndOn<DebtAccount>(Account.Value, Placed, Settled);

    [Fact]
    public void Breaks_after_three_days_of_grace_and_may_be_reinstated_for_thirty_days() =>
        Given(FirstOverdue).When(new(At(2026, 6, 14))).Then(
            new AgreementBroken(Agreement, Parties, Known.Work, Cop(700_000), Cop(200_000), June(10), ReinstatableUntil: new(2026, 7, 14), At(2026, 6, 14)),
            On<DebtAccount>(Account.Value, new AccountAgreementBroken(Account, Agreement, new(2026, 7, 14))));

    [Fact]
    public void Waits_for_the_last_day_of_grace() => Given(FirstOverdue).When(new(At(2026, 6, 13, 23, 59))).ThenRefused("collections.agreement-not-overdue");

    [Fact]
    public void What_an_installment_still_lacks_breaks_it_too() =>
        Given(FirstOverdue, new InstallmentPaymentReceived(Agreement, 1, Known.Payment, Cop(199_999), Cop(1), June(10)))
            .When(new(At(2026, 6, 14))).Decision.Events.OfType<AgreementBroken>().Single().Overdue.ShouldBe(Cop(1));

    [Fact]
    public void A_paid_installment_does_not() =>
        Given(new InstallmentPaymentReceived(Agreement, 1, Known.Payment, Cop(200_000), Cop(0), June(10))).When(new(At(2026, 6, 14)))
            .ThenRefused("collections.agreement-not-overdue");

    [Fact]
    public void States_what_is_overdue_first_if_nobody_did() =>
        Given().When(new(At(2026, 6, 14))).Decision.Events.Select(e => e.GetType()).ShouldBe([typeof(InstallmentOverdue), typeof(AgreementBroken)]);

    [Fact]
    public void Where_the_campaign_does_not_reinstate_only_payments_in_time_do() =>
        Spec.Given(Signed with { Terms = Terms(reinstatementDays: null) }, FirstOverdue).AndOn<DebtAccount>(Account.Value, Placed, Settled)
            .When(new(At(2026, 6, 14))).Decision.Events.OfType<AgreementBroken>().Single().ReinstatableUntil.ShouldBe(June(13));

    [Fact]
    public void Is_called_off_when_nothing_is_owed_any_more() =>
        Spec.Given(Signed).AndOn<DebtAccount>(Account.Value, Placed, Settled, new BalanceAdjusted(
                Account, Debtor, Portfolio, Campaign, Debt, Balance.Zero(Currency.Cop), Balance.Zero(Currency.Cop), June(5), "Paid to the creditor", At(2026, 6, 6), Import))
            .When(new(At(2026, 6, 14))).Then(
                new AgreementCancelled(Agreement, Parties, Known.Work, null, "The debt was paid otherwise.", Cop(700_000), At(2026, 6, 14)),
                On<DebtAccount>(Account.Value, new AccountAgreementEnded(Account, Agreement, Completed: false)));

    [Fact]
    public void An_installment_is_overdue_the_day_after_and_only_once()
    {
        Spec<PaymentAgreement, MarkInstallmentsOverdue> marking = new(MarkInstallmentsOverdueHandler.Handle);
        marking.Given(Signed).When(new(At(2026, 6, 10, 23))).ThenNothing();
        marking.Given(Signed).When(new(At(2026, 6, 11))).Then(FirstOverdue);
    }
}

public sealed class CancelAgreementTests
{
    private static readonly Spec<PaymentAgreement, CancelAgreement> Spec = new((command, agreement, streams) =>
        CancelAgreementHandler.Handle(command, agreement, streams.Get<DebtAccount>(Account.Value)));

    private static readonly CancelAgreement Command = new(Supervisor, BySupervisor: true, "The debtor asked for other terms", At(2026, 6, 5));

    [Fact]
    public void A_supervisor_frees_the_account() =>
        Spec.Given(Signed).AndOn<DebtAccount>(Account.Value, Placed, Settled).When(Command).Then(
            new AgreementCancelled(Agreement, Parties, Known.Work, Supervisor, Command.Reason, Cop(700_000), Command.Now),
            On<DebtAccount>(Account.Value, new AccountAgreementEnded(Account, Agreement, Completed: false)));

    [Fact]
    public void An_agent_does_not() =>
        Spec.Given(Signed).AndOn<DebtAccount>(Account.Value, Placed, Settled).When(Command with { BySupervisor = false }).ThenRefused("collections.supervisor-needed");

    [Fact]
    public void A_completed_agreement_stays() =>
        Spec.Given(Signed, new AgreementCompleted(Agreement, Parties, Known.Work, Cop(700_000), Cop(300_000), At(2026, 6, 4)))
            .AndOn<DebtAccount>(Account.Value, Placed).When(Command).ThenRefused("collections.agreement-closed");
}

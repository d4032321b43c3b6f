using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class SignAgreementTests
{
    private static readonly Spec<PaymentAgreement, SignAgreement> Spec = new((command, agreement, streams) =>
        SignAgreementHandler.Handle(command, agreement, streams.Get<DebtAccount>(Account.Value)));

    private static readonly SignAgreement Command = new(
        Agreement, Cop(700_000), ThreeInstallments, Attempt, Known.Work, BySupervisor: false, At(2026, 6, 1), Rules);

    private static Spec<PaymentAgreement, SignAgreement>.Scenario OnAccount(params IReadOnlyList<IEvent> more) =>
        Spec.GivenOn<DebtAccount>(Account.Value, [Placed, .. more]);

    private static SignAgreement Of(decimal agreed, params DateOnly[] dates) =>
        Command with { Agreed = Cop(agreed), Installments = InstallmentPlan.Split(Cop(agreed), dates) };

    [Fact]
    public void Binds_the_account_with_the_discount_still_to_be_granted() =>
        OnAccount().When(Command).Then(Signed, On<DebtAccount>(Account.Value, Settled));

    [Fact]
    public void Below_the_floor_it_waits_for_a_supervisor_and_binds_nothing() =>
        OnAccount().When(Of(699_999, June(10), new(2026, 7, 10))).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<AgreementProposed>().Terms.Floor.ShouldBe(Cop(700_000));

    [Fact]
    public void One_payment_settles_for_half() => OnAccount().When(Of(500_000, June(10))).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<AgreementSigned>();

    [Fact]
    public void Half_less_a_peso_is_below_the_floor_of_one_payment() =>
        OnAccount().When(Of(499_999, June(10))).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<AgreementProposed>();

    [Fact]
    public void A_supervisor_signs_below_the_floor_and_the_approval_is_on_record() =>
        OnAccount().When(Of(400_000, June(10)) with { BySupervisor = true, Work = Known.Work with { AgentId = Supervisor } })
            .Decision.Events.Select(e => e.GetType()).ShouldBe([typeof(AgreementProposed), typeof(AgreementApproved), typeof(AgreementSigned)]);

    [Theory]
    [InlineData(0), InlineData(30)]
    public void The_first_installment_is_due_within_thirty_days(int days) =>
        OnAccount().When(Of(700_000, June1.AddDays(days), June1.AddDays(days + 30))).Decision.Refusal.ShouldBeNull();

    [Theory]
    [InlineData(-1), InlineData(31)]
    public void And_not_before_or_after_them(int days) =>
        OnAccount().When(Of(700_000, June1.AddDays(days), June1.AddDays(days + 30))).ThenRefused("collections.agreement-first-out-of-range");

    [Fact]
    public void Has_sixty_installments_at_most()
    {
        OnAccount().When(Of(1_000_000, [.. InstallmentPlan.Monthly(June(10), 60)])).Decision.Refusal.ShouldBeNull();
        OnAccount().When(Of(1_000_000, [.. InstallmentPlan.Monthly(June(10), 61)])).ThenRefused("collections.agreement-installment-count");
        OnAccount().When(Command with { Installments = [] }).ThenRefused("collections.agreement-installment-count");
    }

    [Fact]
    public void Dates_increase() =>
        OnAccount().When(Of(700_000, June(10), June(10))).ThenRefused("collections.agreement-dates-not-increasing").Fields.ShouldBe(["Installments[1]"]);

    [Fact]
    public void The_sum_is_exact() =>
        OnAccount().When(Command with { Agreed = Cop(700_000.01m) }).ThenRefused("collections.agreement-sum-differs");

    [Fact]
    public void Every_installment_is_of_more_than_nothing() =>
        OnAccount().When(Command with { Installments = [new(1, Cop(700_000), June(10)), new(2, Cop(0), June(20))] }).ThenRefused("collections.amount-not-positive");

    [Fact]
    public void Is_not_of_more_than_the_debt() => OnAccount().When(Of(1_000_001, June(10))).ThenRefused("collections.agreement-exceeds-debt");

    [Fact]
    public void None_is_signed_while_a_promise_is_open() => OnAccount(Promised(Made)).When(Command).ThenRefused("collections.account-bound");

    [Fact]
    public void A_broken_agreement_does_not_stand_in_the_way_of_a_new_one() =>
        OnAccount(new AccountSettled(Account, new AgreementId(Id("ae00")), Cop(800_000), new(2026, 5, 5)), new AccountAgreementBroken(Account, new AgreementId(Id("ae00")), June(20)))
            .When(Command).Then(Signed, On<DebtAccount>(Account.Value, Settled));
}

public sealed class DecideProposalTests
{
    private static readonly Spec<PaymentAgreement, ApproveAgreement> Approving = new((command, agreement, streams) =>
        ApproveAgreementHandler.Handle(command, agreement, streams.Get<DebtAccount>(Account.Value)));

    private static readonly AgreementTermsSigned Low = Terms([new(1, Cop(400_000), June(10))], agreed: 400_000, floor: 500_000);
    private static readonly AgreementProposed Proposed = new(Agreement, Parties, Low, Known.Work, Agent, At(2026, 6, 1));
    private static readonly ApproveAgreement Approve = new(Supervisor, "Hardship", At(2026, 6, 2), Rules);

    [Fact]
    public void Approval_signs_in_the_same_unit() =>
        Approving.Given(Proposed).AndOn<DebtAccount>(Account.Value, Placed).When(Approve).Then(
            new AgreementApproved(Agreement, Debtor, Supervisor, "Hardship"),
            new AgreementSigned(Agreement, Parties, Low, Known.Work, Approve.Now),
            On<DebtAccount>(Account.Value, new AccountSettled(Account, Agreement, Cop(400_000), June(2))));

    [Fact]
    public void Who_proposed_it_does_not_approve_it() =>
        Approving.Given(Proposed).AndOn<DebtAccount>(Account.Value, Placed).When(Approve with { ApprovedBy = Agent }).ThenRefused("collections.two-pairs-of-eyes");

    [Fact]
    public void A_promise_taken_meanwhile_stands_in_the_way() =>
        Approving.Given(Proposed).AndOn<DebtAccount>(Account.Value, Placed, Promised(Made)).When(Approve).ThenRefused("collections.account-bound");

    [Fact]
    public void A_proposal_whose_first_date_has_passed_is_not_approved() =>
        Approving.Given(Proposed).AndOn<DebtAccount>(Account.Value, Placed).When(Approve with { Now = At(2026, 6, 11) })
            .ThenRefused("collections.agreement-first-out-of-range");

    [Fact]
    public void Rejection_says_why()
    {
        Spec<PaymentAgreement, RejectAgreement> rejecting = new(RejectAgreementHandler.Handle);
        rejecting.Given(Proposed).When(new(Supervisor, "Too little")).Then(new AgreementRejected(Agreement, Supervisor, "Too little"));
        rejecting.Given(Proposed).When(new(Supervisor, "")).ThenRefused("collections.reason-missing");
        rejecting.Given(Signed).When(new(Supervisor, "Too little")).ThenRefused("collections.agreement-decided");
    }
}

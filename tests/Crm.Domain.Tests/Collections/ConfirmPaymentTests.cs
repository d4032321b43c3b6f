using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class RegisterPaymentTests
{
    private static readonly Spec<Payment, RegisterPayment> Spec = new((command, payment, streams) =>
        RegisterPaymentHandler.Handle(command, payment, streams.Get<DebtAccount>(Account.Value)));

    private static readonly RegisterPayment Command = new(
        Known.Payment, "PSE", "R-1", Cop(100_000), June1, PaymentSource.Agent, Agent, At(2026, 6, 1));

    [Fact]
    public void Is_known_by_provider_and_reference() =>
        Spec.GivenOn<DebtAccount>(Account.Value, Placed).When(Command).Then(Registered(100_000, June1));

    [Fact]
    public void The_same_payment_with_other_facts_is_refused_with_what_differs()
    {
        var refusal = Spec.Given(Registered(100_000, June1)).AndOn<DebtAccount>(Account.Value, Placed)
            .When(Command with { Amount = Cop(100_001) }).ThenRefused("collections.payment-differs");
        refusal.Fields.ShouldBe(["Amount"]);
        refusal.Figures["Amount"].ShouldBe(Cop(100_000));
    }

    [Fact]
    public void Its_value_date_is_not_in_the_future() =>
        Spec.GivenOn<DebtAccount>(Account.Value, Placed).When(Command with { ValueDate = June(2) }).ThenRefused("collections.value-date-in-future");

    [Fact]
    public void Its_amount_is_positive_exact_and_in_the_currency_of_the_account()
    {
        Spec.GivenOn<DebtAccount>(Account.Value, Placed).When(Command with { Amount = Cop(-1) }).ThenRefused("collections.amount-not-positive");
        Spec.GivenOn<DebtAccount>(Account.Value, Placed).When(Command with { Amount = Cop(0.001m) }).ThenRefused("collections.amount-not-exact");
        Spec.GivenOn<DebtAccount>(Account.Value, Placed).When(Command with { Amount = new(1, Currency.Clp) }).ThenRefused("collections.currency-differs");
    }

    [Fact]
    public void It_may_come_for_an_account_that_was_withdrawn() =>
        Spec.GivenOn<DebtAccount>(Account.Value, Placed, new AccountWithdrawn(Account, Known.Campaign, Cop(1_000_000), "Recalled", At(2026, 5, 20)))
            .When(Command).Then(Registered(100_000, June1));
}

public sealed class ConfirmPaymentTests
{
    private static readonly ConfirmPayment Command = new(Supervisor, At(2026, 6, 2), Rules);

    private static Spec<Payment, ConfirmPayment>.Scenario Given(decimal amount, DateOnly valueDate, params IReadOnlyList<IEvent> onAccount) =>
        Confirms.Given(Registered(amount, valueDate)).AndOn<DebtAccount>(Account.Value, [Placed, .. onAccount]);

    private static PaymentApplied Applied(Spec<Payment, ConfirmPayment>.Outcome outcome) =>
        outcome.Decision.Others.Single(other => other.StreamType == typeof(DebtAccount)).Events.OfType<PaymentApplied>().Single();

    [Fact]
    public void Moves_fees_first_then_interest_then_principal()
    {
        var allocated = new Balance(Currency.Cop, Principal: 20_000, Interest: 150_000, Fees: 50_000, 0, 0, 0);
        Given(220_000, June1).When(Command).Then(
            new PaymentConfirmed(Known.Payment, Account, Debtor, Portfolio, Known.Campaign, Cop(220_000), June1, Supervisor, null, null, null, Command.Now, allocated, Cop(0), []),
            On<DebtAccount>(Account.Value, new PaymentApplied(
                Account, Debtor, Portfolio, Known.Campaign, Known.Payment, Cop(220_000), allocated, Cop(0), Debt - allocated, June1, null, Command.Now)));
    }

    [Fact]
    public void In_the_order_of_the_campaign()
    {
        var policy = Rules.Policy with { Payments = Rules.Policy.Payments with { AllocationOrder = [BalanceComponent.Principal] } };
        Applied(Given(220_000, June1).When(Command with { Rules = Rules with { Policy = policy } })).Allocated.Principal.ShouldBe(220_000);
    }

    [Fact]
    public void What_is_paid_beyond_the_balance_is_credit()
    {
        var applied = Applied(Given(1_000_001, June1).When(Command));
        applied.BalanceAfter.Total().ShouldBe(Cop(0));
        applied.Credit.ShouldBe(Cop(1));
    }

    [Theory]
    [InlineData(17, false), InlineData(18, true), InlineData(33, true), InlineData(34, false)]
    public void The_agent_of_a_right_party_contact_in_the_fifteen_days_before_earns_it(int dayOfMay, bool earned)
    {
        var contact = BusinessMoment.Of(At(2026, 4, 30).At.AddDays(dayOfMay), Bogota);
        var applied = Applied(Given(1_000, June(2), new AccountContacted(Account, Attempt, Known.Work, RightParty: true, contact)).When(Command));
        (applied.AttributedTo?.AgentId == Agent).ShouldBe(earned);
    }

    [Fact]
    public void The_last_contact_earns_it_and_a_voided_one_does_not_count()
    {
        var other = new AttemptId(Id("a002"));
        IReadOnlyList<IEvent> contacts =
        [
            new AccountContacted(Account, Attempt, Known.Work, RightParty: true, At(2026, 5, 25)),
            new AccountContacted(Account, other, Known.Work with { AgentId = OtherAgent }, RightParty: true, At(2026, 5, 26)),
            new AccountContacted(Account, new(Id("a003")), Known.Work, RightParty: false, At(2026, 5, 27)),
        ];
        Applied(Given(1_000, June1, contacts).When(Command)).AttributedTo!.AgentId.ShouldBe(OtherAgent);
        Applied(Given(1_000, June1, [.. contacts, new AccountContactVoided(Account, other)]).When(Command)).AttributedTo!.AgentId.ShouldBe(Agent);
    }

    [Fact]
    public void Two_pairs_of_eyes_where_the_campaign_asks_for_them()
    {
        var strict = Rules with { Policy = Rules.Policy with { Payments = Rules.Policy.Payments with { TwoPairsOfEyes = true } } };
        Given(1_000, June1).When(Command with { ConfirmedBy = Agent, Rules = strict }).ThenRefused("collections.two-pairs-of-eyes");
        Given(1_000, June1).When(Command with { ConfirmedBy = Supervisor, Rules = strict }).Decision.Refusal.ShouldBeNull();
        Given(1_000, June1).When(Command with { ConfirmedBy = Agent }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void A_rejected_payment_is_not_confirmed() =>
        Confirms.Given(Registered(1_000, June1), new PaymentRejected(Known.Payment, Account, Known.Campaign, "Bounced", Supervisor))
            .AndOn<DebtAccount>(Account.Value, Placed).When(Command).ThenRefused("collections.payment-closed");

    [Fact]
    public void Rejecting_says_why_and_is_for_payments_that_wait()
    {
        Spec<Payment, RejectPayment> rejecting = new(RejectPaymentHandler.Handle);
        rejecting.Given(Registered(1_000, June1)).When(new(Supervisor, "Bounced")).Then(new PaymentRejected(Known.Payment, Account, Known.Campaign, "Bounced", Supervisor));
        rejecting.Given(Registered(1_000, June1)).When(new(Supervisor, "")).ThenRefused("collections.reason-missing");
    }

    [Fact]
    public void Handing_over_other_promises_than_it_touches_is_a_bug_and_throws()
    {
        var account = Folded.Of<DebtAccount>(Placed, Promised(Made))!;
        Should.Throw<InvalidOperationException>(() => ConfirmPaymentHandler.Handle(Command, Folded.Of<Payment>(Registered(1_000, June1))!, account, [], null));
    }
}

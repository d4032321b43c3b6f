using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class DaysPastDueTests
{
    private static PastDueClock Clock(params IEvent[] events) => ((IEnumerable<IEvent>)[Placed, .. events]).Aggregate((PastDueClock?)null, PastDueClock.Evolve)!;

    [Fact]
    public void Are_the_originators_and_those_since_the_cession()
    {
        Clock().On(new(2026, 5, 1)).ShouldBe(30);
        Clock().On(June1).ShouldBe(61);
        Clock().ZeroDate.ShouldBe(new DateOnly(2026, 4, 1));
        Clock().DateOf(91).ShouldBe(new DateOnly(2026, 7, 1));
    }

    [Fact]
    public void Without_a_cession_date_they_are_the_originators_on_any_day()
    {
        var clock = Clock(new AccountTermsCorrected(Account, new(2026, 5, 1), null, 30, 45));
        clock.On(June1).ShouldBe(45);
        clock.ZeroDate.ShouldBeNull();
    }

    [Fact]
    public void A_pause_subtracts_its_days()
    {
        var paused = Clock(new DaysPastDuePaused(Account, Debtor, new(2026, 5, 11), PauseReason.Dispute, ""));
        paused.On(new(2026, 5, 11)).ShouldBe(40);
        paused.On(June1).ShouldBe(40);
        paused.DateOf(91).ShouldBeNull();

        var resumed = Clock(new DaysPastDuePaused(Account, Debtor, new(2026, 5, 11), PauseReason.Dispute, ""), new DaysPastDueResumed(Account, new(2026, 5, 21)));
        resumed.On(June1).ShouldBe(51);
        resumed.On(new(2026, 5, 15)).ShouldBe(40, "A past day knows only the pause up to it.");
        resumed.ZeroDate.ShouldBe(new DateOnly(2026, 4, 11));
        (June1.DayNumber - resumed.ZeroDate!.Value.DayNumber).ShouldBe(resumed.On(June1));
    }

    [Fact]
    public void A_pause_from_before_the_cession_counts_only_since_it() =>
        Clock(new AccountTermsCorrected(Account, new(2026, 5, 1), new(2026, 5, 20), 30, 30),
            new DaysPastDuePaused(Account, Debtor, new(2026, 5, 10), PauseReason.Hardship, ""), new DaysPastDueResumed(Account, new(2026, 5, 25))).On(June1).ShouldBe(37);

    [Fact]
    public void Pausing_and_resuming_are_each_said_once()
    {
        var paused = new DaysPastDuePaused(Account, Debtor, June1, PauseReason.Hardship, "Lost his job");
        new Spec<DebtAccount, PauseDaysPastDue>(PauseDaysPastDueHandler.Handle).Given(Placed)
            .When(new(PauseReason.Hardship, "Lost his job", At(2026, 6, 1))).Then(paused);
        new Spec<DebtAccount, ResumeDaysPastDue>(ResumeDaysPastDueHandler.Handle).Given(Placed, paused)
            .When(new(At(2026, 6, 9))).Then(new DaysPastDueResumed(Account, June(9)));
    }
}

public sealed class PriorityTests
{
    [Theory]
    [InlineData(0, Priority.Low), InlineData(15, Priority.Low), InlineData(16, Priority.Medium), InlineData(30, Priority.Medium)]
    [InlineData(31, Priority.High), InlineData(90, Priority.High), InlineData(91, Priority.Urgent), InlineData(4_000, Priority.Urgent)]
    public void Steps_up_at_sixteen_thirty_one_and_ninety_one_days(int days, Priority priority) => Priorities.Of(days, raised: false).ShouldBe(priority);

    [Theory]
    [InlineData(0, Priority.Medium), InlineData(16, Priority.High), InlineData(31, Priority.Urgent), InlineData(91, Priority.Urgent)]
    public void Is_one_step_up_after_a_break(int days, Priority priority) => Priorities.Of(days, raised: true).ShouldBe(priority);
}

public sealed class CloseAccountTests
{
    private static readonly Spec<DebtAccount, WithdrawAccount> Withdrawing = new((command, account, streams) => WithdrawAccountHandler.Handle(
        command, account,
        account.OpenPromise is { } promise ? streams.Get<PromiseToPay>(promise.Value) : null,
        account.Agreement is { } agreement ? streams.Get<PaymentAgreement>(agreement.Id.Value) : null));

    private static readonly WithdrawAccount Command = new("Recalled", Supervisor, At(2026, 6, 2));
    private static readonly AccountWithdrawn Withdrawn = new(Account, Known.Campaign, Cop(1_000_000), "Recalled", Command.Now, PortfolioId: Portfolio);

    [Fact]
    public void Withdrawing_calls_off_the_open_promise() =>
        Withdrawing.Given(Placed, Promised(Made)).AndOn<PromiseToPay>(Promise.Value, Made).When(Command).Then(
            new AccountPromiseEnded(Account, Promise, PromiseOutcome.Cancelled), Withdrawn,
            On<PromiseToPay>(Promise.Value, new PromiseCancelled(Promise, Account, Debtor, Portfolio, Known.Work, Supervisor, "Recalled", Cop(100_000), June(10), Command.Now)));

    [Fact]
    public void Withdrawing_calls_off_the_agreement() =>
        Withdrawing.Given(Placed, Settled).AndOn<PaymentAgreement>(Agreement.Value, Signed).When(Command).Then(
            new AccountAgreementEnded(Account, Agreement, Completed: false), Withdrawn,
            On<PaymentAgreement>(Agreement.Value, new AgreementCancelled(Agreement, Parties, Known.Work, Supervisor, "Recalled", Cop(700_000), Command.Now)));

    [Fact]
    public void Writing_off_gives_up_what_is_owed()
    {
        Spec<DebtAccount, WriteOffAccount> writing = new((command, account, _) => WriteOffAccountHandler.Handle(command, account, null, null));
        writing.Given(Placed).When(new("Prescribed", Supervisor, At(2026, 6, 2)))
            .Then(new AccountWrittenOff(Account, Debtor, Portfolio, Known.Campaign, Cop(1_000_000), Debt, "Prescribed", At(2026, 6, 2)));
        writing.Given(Placed, Withdrawn).When(new("Prescribed", Supervisor, At(2026, 6, 3))).ThenRefused("collections.account-withdrawn");
    }
}

public sealed class AssignAccountTests
{
    private static readonly Spec<DebtAccount, AssignAccount> Spec = new(AssignAccountHandler.Handle);

    [Fact]
    public void Keeps_who_had_it_before()
    {
        var first = new AccountAssigned(Account, Debtor, Portfolio, Known.Campaign, Agent, Known.Team, null, "manual", At(2026, 6, 1));
        Spec.Given(Placed).When(new(Agent, Known.Team, "manual", At(2026, 6, 1))).Then(first);
        Spec.Given(Placed, first).When(new(OtherAgent, Known.Team, "bulk", At(2026, 6, 2)))
            .Then(first with { AgentId = OtherAgent, PreviousAgentId = Agent, Strategy = "bulk", Moment = At(2026, 6, 2) });
        new Spec<DebtAccount, UnassignAccount>(UnassignAccountHandler.Handle).Given(Placed, first).When(new("On leave", At(2026, 6, 3)))
            .Then(new AccountUnassigned(Account, Known.Campaign, Agent, "On leave", At(2026, 6, 3)));
    }

    [Fact]
    public void A_closed_account_is_in_nobodys_hands() =>
        Spec.Given(Placed, new AccountWithdrawn(Account, Known.Campaign, Cop(1_000_000), "Recalled", At(2026, 5, 20)))
            .When(new(Agent, Known.Team, "manual", At(2026, 6, 1))).ThenRefused("collections.account-withdrawn");
}

public sealed class AssignmentStrategyTests
{
    private static AgentLoad Of(string id, int accounts, int? capacity = null, string[]? skills = null) =>
        new(new UserId(Id(id)), null, accounts, capacity, skills ?? [], null);

    private static WaitingAccount Waiting(int number, Priority priority = Priority.Low, decimal balance = 1, params string[] skills) =>
        new(new AccountId(Id($"{number:x}")), priority, Cop(balance), skills);

    private static string[] Agents(IEnumerable<Assignment> assignments) => [.. assignments.Select(assignment => assignment.AgentId.ToString()[^2..])];

    [Fact]
    public void In_turn_goes_on_behind_the_last_one_and_round() =>
        Agents(AssignmentStrategy.InTurn([Waiting(1), Waiting(2), Waiting(3)], [Of("a3", 0), Of("a1", 9), Of("a2", 0)], new UserId(Id("a2")))).ShouldBe(["a3", "a1", "a2"]);

    [Fact]
    public void In_turn_passes_over_who_has_no_room() =>
        Agents(AssignmentStrategy.InTurn([Waiting(1), Waiting(2)], [Of("a1", 5, capacity: 5), Of("a2", 0)], null)).ShouldBe(["a2", "a2"]);

    [Fact]
    public void Least_loaded_counts_what_it_gives() =>
        Agents(AssignmentStrategy.ToLeastLoaded([Waiting(1), Waiting(2), Waiting(3)], [Of("a1", 2), Of("a2", 0)])).ShouldBe(["a2", "a2", "a1"]);

    [Fact]
    public void By_priority_the_most_urgent_and_largest_come_first_to_who_has_the_skill()
    {
        var shared = AssignmentStrategy.ByPriorityAndSkill(
            [Waiting(1), Waiting(2, Priority.Urgent, 5, "en"), Waiting(3, Priority.Urgent, 9), Waiting(4, Priority.High, 9, "fr")],
            [Of("a1", 0, skills: ["en"]), Of("a2", 1)]);
        shared.Select(assignment => assignment.AccountId.ToString()[^1]).ShouldBe(['3', '2', '4', '1']);
        Agents(shared).ShouldBe(["a1", "a1", "a2", "a1"]);
    }

    [Fact]
    public void Nobody_with_room_leaves_them_waiting() => AssignmentStrategy.ToLeastLoaded([Waiting(1)], [Of("a1", 1, capacity: 1)]).ShouldBeEmpty();
}

public sealed class ChargeBalanceTests
{
    private static readonly Spec<DebtAccount, ChargeBalance> Spec = new(ChargeBalanceHandler.Handle);

    [Fact]
    public void Adds_to_one_component_once() =>
        Spec.Given(Placed).When(new(Id("cc01"), BalanceComponent.Fees, Cop(5_000), "Visit", At(2026, 6, 1)))
            .Then(new BalanceCharged(Account, Debtor, Portfolio, Known.Campaign, BalanceComponent.Fees, Cop(5_000), Debt with { Fees = 55_000 }, "Visit", At(2026, 6, 1), Id("cc01")));

    [Fact]
    public void Is_of_more_than_nothing() =>
        Spec.Given(Placed).When(new(Id("cc01"), BalanceComponent.Fees, Cop(-5), "Typo", At(2026, 6, 1))).ThenRefused("collections.amount-not-positive");
}

public sealed class LegalTests
{
    [Fact]
    public void Goes_to_the_lawyers_and_comes_back()
    {
        var sent = new AccountSentToLegal(Account, "No answer for a year", At(2026, 6, 1));
        new Spec<DebtAccount, SendToLegal>(SendToLegalHandler.Handle).Given(Placed).When(new("No answer for a year", At(2026, 6, 1))).Then(sent);
        new Spec<DebtAccount, ReturnFromLegal>(ReturnFromLegalHandler.Handle).Given(Placed, sent).When(new("Settled", At(2026, 6, 9)))
            .Then(new AccountReturnedFromLegal(Account, "Settled", At(2026, 6, 9)));
    }
}

using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Collections;

public sealed class AccountsTrayTests
{
    private static readonly Work ByAgent = new(Known.Campaign, Known.Team, Agent);

    [Fact]
    public void A_placed_account_is_pending_and_nobodys() =>
        Row(Placed()).ShouldSatisfyAllConditions(
            row => row.Status.ShouldBe(TrayStatus.Pending),
            row => row.OwnerId.ShouldBeNull(),
            row => row.Live.ShouldBeTrue(),
            row => row.Balance.ShouldBe(Cop(1_000_000)));

    [Theory]
    [InlineData(0, Priority.Low, 16)]
    [InlineData(15, Priority.Low, 1)]
    [InlineData(16, Priority.Medium, 15)]
    [InlineData(31, Priority.High, 60)]
    [InlineData(90, Priority.High, 1)]
    public void Priority_holds_until_the_day_the_next_threshold_is_reached(int daysPastDue, Priority priority, int agesInDays) =>
        Row(Placed(daysPastDue: daysPastDue)).ShouldSatisfyAllConditions(
            row => row.Priority.ShouldBe(priority),
            row => row.AgesOn.ShouldBe(Day(6, 1).AddDays(agesInDays)));

    [Fact]
    public void An_urgent_account_ages_no_more() => Row(Placed(daysPastDue: 91)).AgesOn.ShouldBeNull();

    [Fact]
    public void An_account_ages_when_a_business_day_takes_it_over_a_threshold()
    {
        var row = Row(Placed(daysPastDue: 15), new AccountAged(Account, Known.Campaign, Day(6, 2), 16));

        (row.Priority, row.PriorityOn, row.AgesOn).ShouldBe((Priority.Medium, Day(6, 2), Day(6, 17)));
    }

    [Fact]
    public void A_paused_account_does_not_age()
    {
        var row = Row(Placed(daysPastDue: 15), new DaysPastDuePaused(Account, Known.Debtor, Day(6, 1), PauseReason.Dispute, "Says he paid"));

        (row.AgesOn, row.Clock.On(Day(9, 1))).ShouldBe((null, 15));
    }

    [Fact]
    public void Resumed_days_reach_the_threshold_later_by_the_pause() =>
        Row(Placed(daysPastDue: 15), new DaysPastDuePaused(Account, Known.Debtor, Day(6, 1), PauseReason.Dispute, "Says he paid"), new DaysPastDueResumed(Account, Day(6, 11)))
            .AgesOn.ShouldBe(Day(6, 12));

    [Fact]
    public void The_order_is_urgency_then_promise_then_most_owed()
    {
        var row = Row(Placed(daysPastDue: 40), new AccountPromised(Account, Promise, Cop(100), Day(6, 9), Day(6, 1), Day(6, 10)));

        (row.Urgency, row.Due, row.LessOwed).ShouldBe((1, Day(6, 9), -1_000_000m));
    }

    [Fact]
    public void Without_a_promise_the_row_comes_after_those_with_one() => Row(Placed()).Due.ShouldBe(new DateOnly(9999, 12, 31));

    [Fact]
    public void A_broken_promise_raises_priority_and_shows_until_something_new_is_agreed()
    {
        var broken = History(Placed(), new AccountPromised(Account, Promise, Cop(100), Day(6, 9), Day(6, 1), Day(6, 10)),
            new AccountPromiseEnded(Account, Promise, PromiseOutcome.Broken, PriorityRaised: true));

        (Row(broken).Status, Row(broken).Priority).ShouldBe((TrayStatus.PromiseBroken, Priority.Medium));
        Row(broken.On(Account.Value, new AccountPromised(Account, OtherPromise, Cop(100), Day(6, 20), Day(6, 12), Day(6, 21)))).Status.ShouldBe(TrayStatus.Promise);
    }

    [Fact]
    public void A_promise_that_a_reversal_opens_again_is_back_with_its_terms()
    {
        var history = History(Placed(), new AccountPromised(Account, Promise, Cop(100), Day(6, 9), Day(6, 1), Day(6, 10)), new AccountPromiseEnded(Account, Promise, PromiseOutcome.Kept))
            .On(Promise.Value, new PromiseUnkept(
                Promise, Account, Known.Debtor, Known.Portfolio, ByAgent, Known.Payment, PromiseOutcome.Open, Cop(30), Cop(70), Day(6, 9), At(6, 5), Day(6, 10), []))
            .On(Account.Value, new AccountPromiseEnded(Account, Promise, PromiseOutcome.Open));

        Row(history).Promise.ShouldBe(new TrayPromise(Promise, Cop(100), Day(6, 9), Day(6, 10)));
    }

    [Fact]
    public void A_paid_account_leaves_the_tray_and_a_reversal_brings_it_back()
    {
        var paid = History(Placed(100), new PaymentApplied(
            Account, Known.Debtor, Known.Portfolio, Known.Campaign, Known.Payment, Cop(120), Principal(100), Cop(20), Principal(0), Day(6, 2), ByAgent, At(6, 2)));

        (Row(paid).Status, Row(paid).Live, Row(paid).Credit).ShouldBe((TrayStatus.Paid, false, Cop(20)));
        var back = Row(paid.On(Account.Value, new PaymentUnapplied(
            Account, Known.Debtor, Known.Portfolio, Known.Campaign, Known.Payment, Cop(120), Principal(100), Cop(20), Principal(100), Day(6, 2), ByAgent, At(6, 3))));
        (back.Status, back.Live, back.Credit, back.Paid).ShouldBe((TrayStatus.Pending, true, Cop(0), Cop(0)));
    }

    [Fact]
    public void Assignment_follows_the_agent_and_his_team() =>
        Row(Placed(), new AccountAssigned(Account, Known.Debtor, Known.Portfolio, Known.Campaign, Agent, Known.Team, null, "manual", At(6, 2)))
            .ShouldSatisfyAllConditions(row => row.OwnerId.ShouldBe(Agent), row => row.TeamId.ShouldBe(Known.Team));

    [Fact]
    public void A_voided_attempt_is_no_contact_any_more()
    {
        var history = History(Placed()).On(Attempt.Value, Attempted(DispositionFlags.Contact | DispositionFlags.RightParty));

        (Row(history).Status, Row(history).LatestAttempts.Count).ShouldBe((TrayStatus.Contacted, 1));
        var voided = Row(history.On(Attempt.Value, Voided(Attempted(DispositionFlags.Contact | DispositionFlags.RightParty))));
        (voided.Status, voided.Attempts, voided.Contacts, voided.LatestAttempts.Count).ShouldBe((TrayStatus.Pending, 0, 0, 0));
    }

    [Fact]
    public void A_withdrawn_account_is_nobodys_and_owes_us_nothing() =>
        Row(Placed(), new AccountAssigned(Account, Known.Debtor, Known.Portfolio, Known.Campaign, Agent, Known.Team, null, "manual", At(6, 2)),
                new AccountWithdrawn(Account, Known.Campaign, Cop(1_000_000), "Sold", At(6, 3), PortfolioId: Known.Portfolio))
            .ShouldSatisfyAllConditions(
                row => row.Status.ShouldBe(TrayStatus.Withdrawn), row => row.OwnerId.ShouldBeNull(), row => row.Balance.ShouldBe(Cop(0)), row => row.AgesOn.ShouldBeNull());

    [Fact]
    public void Whatever_happens_the_row_agrees_with_the_account() =>
        Scripts.ForEveryHistory(office =>
        {
            var rows = Folded.Documents(new AccountsTray(), office.History.Events);
            foreach (var account in office.AccountStates)
            {
                var row = rows[account.Id.Value];
                row.Components.ShouldBe(account.Balance);
                row.Credit.ShouldBe(account.Credit);
                row.OwnerId.ShouldBe(account.AgentId);
                row.Standing.ShouldBe(account.Status);
                row.Promise?.PromiseId.ShouldBe(account.OpenPromise!.Value);
                (row.Promise is null).ShouldBe(account.OpenPromise is null);
                (row.Agreement is { Broken: false } open ? open.AgreementId : null as AgreementId?).ShouldBe(account.OpenAgreement);
                row.PriorityRaised.ShouldBe(account.PriorityRaised);
                Stored.Json(row.Clock).ShouldBe(Stored.Json(account.Clock));
            }
        });

    [Fact]
    public void After_every_business_day_priority_is_that_of_the_day() =>
        Scripts.ForEveryHistory(office =>
        {
            var today = office.Now.Date;
            foreach (var account in office.AccountStates.Where(account => account.Status is AccountStatus.Open))
            {
                var aged = AgeAccountHandler.Handle(new(today), account);
                office.History.On(account.Id.Value, aged.Events);
            }

            foreach (var row in Folded.Documents(new AccountsTray(), office.History.Events).Values.Where(row => row.Live))
            {
                row.Priority.ShouldBe(Priorities.Of(row.Clock.On(today), row.PriorityRaised));
                if (row.AgesOn is { } next) next.ShouldBeGreaterThan(today);
            }
        });

    private static ContactAttempted Attempted(DispositionFlags flags) => new(
        Known.Attempt, Known.Debtor, [new(Account, Known.Portfolio)], ContactChannel.Phone, ContactDirection.Outbound, null, null, "CODE", flags, 1, ByAgent, At(6, 2), null, 30, null, null, false);

    private static AttemptVoided Voided(ContactAttempted e) => new(e.AttemptId, e.DebtorId, "Mistake", Supervisor,
        new(e.Accounts, e.Channel, e.Direction, e.Disposition, e.Flags, e.Work, e.Moment, e.OutsidePolicy));

    private static History History(params IReadOnlyList<IEvent> events) => new History().On(Account.Value, events);

    private static TrayAccount Row(params IReadOnlyList<IEvent> events) => Row(History(events));

    private static TrayAccount Row(History history) => Folded.One(new AccountsTray(), Account.Value, history)!;
}

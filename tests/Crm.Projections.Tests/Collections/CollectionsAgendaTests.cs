using Crm.Domain.Campaigns;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Agenda;
using Crm.Projections.Collections.Agenda;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Collections;

public sealed class CollectionsAgendaTests
{
    private static readonly PromiseMade Made = new(
        Promise, Account, Known.Debtor, Known.Portfolio, Known.Work, Cop(100), Day(6, 10), Day(6, 11), Cop(99), [Day(6, 7), Day(6, 9), Day(6, 10)],
        PromiseOrigin.Agent, null, null, 0, 1, At(6, 1));

    [Fact]
    public void Reminders_are_raised_at_nine_in_the_morning_of_the_campaign_one_after_the_other()
    {
        var history = new History().On(Promise.Value, Made);
        Due(history, AgendaKinds.PromiseReminder, Promise.Value).ShouldBe(At(6, 7, 9).At);

        history.On(Promise.Value, Reminded(Day(6, 7)));
        Due(history, AgendaKinds.PromiseReminder, Promise.Value).ShouldBe(At(6, 9, 9).At);

        history.On(Promise.Value, Reminded(Day(6, 9)), Reminded(Day(6, 10)));
        Due(history, AgendaKinds.PromiseReminder, Promise.Value).ShouldBeNull();
    }

    [Fact]
    public void A_promise_lapses_when_the_day_after_its_last_begins_at_the_campaign() =>
        Due(new History().On(Promise.Value, Made), AgendaKinds.PromiseLapse, Promise.Value).ShouldBe(At(6, 12, 0).At);

    [Fact]
    public void A_kept_promise_has_no_deadlines_until_a_reversal_opens_it_again()
    {
        var history = new History().On(Promise.Value, Made,
            new PromiseKept(Promise, Account, Known.Debtor, Known.Portfolio, Known.Work, Cop(100), Cop(100), Day(6, 10), Day(6, 5), At(6, 5)));
        Items(history).ShouldBeEmpty();

        history.On(Promise.Value, new PromiseUnkept(
            Promise, Account, Known.Debtor, Known.Portfolio, Known.Work, Known.Payment, PromiseOutcome.Open, Cop(0), Cop(100), Day(6, 10), At(6, 8), Day(6, 11), Made.ReminderDates));
        Due(history, AgendaKinds.PromiseLapse, Promise.Value).ShouldBe(At(6, 12, 0).At);
        Due(history, AgendaKinds.PromiseReminder, Promise.Value).ShouldBe(At(6, 9, 9).At);
    }

    [Fact]
    public void An_installment_is_stated_overdue_the_day_after_and_breaks_the_agreement_after_its_grace()
    {
        var history = new History().On(Agreement.Value, Signed);
        (Overdue(history), Break(history)).ShouldBe((At(6, 11, 0).At, At(6, 14, 0).At));

        history.On(Agreement.Value, new InstallmentOverdue(Agreement, 1, Cop(50), Day(6, 10), Parties, At(6, 11, 0)));
        (Overdue(history), Break(history)).ShouldBe((At(7, 11, 0).At, At(6, 14, 0).At));
    }

    [Fact]
    public void A_paid_installment_has_no_deadline_until_its_payment_is_reversed()
    {
        var history = new History().On(Agreement.Value, Signed, new InstallmentPaid(Agreement, 1, Cop(50), Day(6, 10), Day(6, 5)));
        (Overdue(history), Break(history)).ShouldBe((At(7, 11, 0).At, At(7, 14, 0).At));

        history.On(Agreement.Value, new InstallmentPaymentReversed(Agreement, 1, Known.Payment, Cop(50), Cop(50), Day(6, 5)));
        (Overdue(history), Break(history)).ShouldBe((At(6, 11, 0).At, At(6, 14, 0).At));
    }

    [Fact]
    public void A_broken_agreement_has_no_deadlines_until_it_is_reinstated_with_what_is_still_open()
    {
        var history = new History().On(Agreement.Value, Signed, new AgreementBroken(Agreement, Parties, Known.Work, Cop(100), Cop(50), Day(6, 10), Day(7, 14), At(6, 14, 0)));
        Items(history).ShouldBeEmpty();

        history.On(Agreement.Value, new AgreementReinstated(Agreement, Parties, Known.Work, Cop(50), At(6, 20), [new(2, Cop(50), Day(7, 10))], GraceDays: 3));
        (Overdue(history), Break(history)).ShouldBe((At(7, 11, 0).At, At(7, 14, 0).At));
    }

    [Fact]
    public void A_missed_follow_up_is_missed_at_the_end_of_its_day_wherever_it_was_moved()
    {
        var history = new History().On(Known.FollowUp.Value, new FollowUpScheduled(
            Known.FollowUp, Known.Debtor, Account, null, Agent, Known.Work, At(6, 3), At(6, 4, 0).At, null));
        Due(history, AgendaKinds.FollowUpMissed, Known.FollowUp.Value).ShouldBe(At(6, 4, 0).At);

        history.On(Known.FollowUp.Value, new FollowUpMoved(Known.FollowUp, Known.Debtor, At(6, 3), At(6, 8), At(6, 9, 0).At, "He asked"));
        Due(history, AgendaKinds.FollowUpMissed, Known.FollowUp.Value).ShouldBe(At(6, 9, 0).At);

        Items(history.On(Known.FollowUp.Value, new FollowUpCompleted(Known.FollowUp, Known.Debtor, Agent, null))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("America/Bogota", "2026-06-02T05:00:00Z")]
    [InlineData("Europe/Madrid", "2026-06-01T22:00:00Z")]
    public void The_next_business_day_begins_at_the_campaigns_midnight(string zone, string instant) =>
        Due(new History().On(Known.Campaign.Value, Opened(zone), new BusinessDayOpened(Known.Campaign, Day(6, 1), zone)), AgendaKinds.BusinessDay, Known.Campaign.Value)
            .ShouldBe(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_day_whose_midnight_is_skipped_begins_with_its_first_instant() =>
        // Chile puts its clocks forward at midnight: 6 September 2026 begins at 01:00, UTC−3.
        Due(new History().On(Known.Campaign.Value, Opened("America/Santiago"), new BusinessDayOpened(Known.Campaign, Day(9, 5), "America/Santiago")),
            AgendaKinds.BusinessDay, Known.Campaign.Value).ShouldBe(new DateTimeOffset(2026, 9, 6, 4, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_campaigns_first_day_is_opened_at_once_and_a_closed_campaign_has_no_days()
    {
        var history = new History().On(Known.Campaign.Value, Opened(Bogota));
        Due(history, AgendaKinds.BusinessDay, Known.Campaign.Value).ShouldBe(history.Events[0].Timestamp);

        Items(history.On(Known.Campaign.Value, new CampaignClosed(Known.Campaign, "Lost the client"))).ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_happens_the_agenda_holds_the_deadlines_of_what_is_open() =>
        Scripts.ForEveryHistory(office =>
        {
            var items = Items(office.History);
            var promises = office.All<PromiseToPay>().Where(promise => promise.IsOpen).ToList();
            items.Where(item => item.Kind == AgendaKinds.PromiseLapse).Select(item => (item.StreamId, item.DueAt)).Order()
                .ShouldBe(promises.Select(promise => (promise.Id.Value, WallClock.EndOf(promise.LastDayToKeep, Bogota))).Order());

            var agreements = office.All<PaymentAgreement>().Where(agreement => agreement.Status is AgreementStatus.Active).ToList();
            items.Where(item => item.Kind == AgendaKinds.AgreementBreak).Select(item => (item.StreamId, item.DueAt)).Order()
                .ShouldBe(agreements.Select(agreement => (agreement.Id.Value, WallClock.EndOf(agreement.Open[0].DueOn.AddDays(agreement.Terms.GraceDays), Bogota))).Order());
            items.Where(item => item.Kind == AgendaKinds.InstallmentOverdue && item.DueAt != AgendaKinds.Asleep).Select(item => (item.StreamId, item.DueAt)).Order()
                .ShouldBe(agreements.Select(agreement => (agreement.Id.Value, Next: agreement.Installments.FirstOrDefault(installment => installment is { IsPaid: false, Overdue: false })))
                    .Where(pair => pair.Next is not null).Select(pair => (pair.Value, WallClock.EndOf(pair.Next!.DueOn, Bogota))).Order());
        });

    [Fact]
    public void After_a_morning_in_which_every_deadline_was_met_none_has_come() =>
        Scripts.ForEveryHistory(office =>
        {
            office.Sleep(1);
            Items(office.History).ShouldAllBe(item => item.DueAt > office.Now.At);
        });

    private static readonly AgreementParties Parties = new(Account, Known.Debtor, Known.Portfolio, Known.Campaign);
    private static readonly AgreementSigned Signed = new(Agreement, Parties,
        new(Cop(120), Cop(100), Cop(20), Cop(90), [new(1, Cop(50), Day(6, 10)), new(2, Cop(50), Day(7, 10))], 3, 30, 1, null), Known.Work, At(6, 1));

    private static DateTimeOffset? Overdue(History history) => Due(history, AgendaKinds.InstallmentOverdue, Agreement.Value);

    private static DateTimeOffset? Break(History history) => Due(history, AgendaKinds.AgreementBreak, Agreement.Value);

    private static PromiseReminderRaised Reminded(DateOnly on) => new(Promise, Account, Known.Debtor, Known.Work, on, Day(6, 10), Cop(100));

    private static CampaignOpened Opened(string zone) => new(Known.Campaign, "C1", "Campaign", "CO", Currency.Cop, zone, "es-CO");

    private static List<AgendaItem> Items(History history) => [.. Folded.Documents(new CollectionsAgenda(), history.Events).Values];

    private static DateTimeOffset? Due(History history, string kind, Guid stream) => Folded.One(new CollectionsAgenda(), $"{kind}:{stream}", history)?.DueAt;
}

using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Collections;

public sealed class TraysTests
{
    private static readonly PromiseBroken Broken = new(
        Promise, Account, Known.Debtor, Known.Portfolio, Known.Work, Cop(100), Cop(100), Day(6, 10), At(6, 12, 0));
    private static readonly PromiseReminderRaised Reminder = new(Promise, Account, Known.Debtor, Known.Work, Day(6, 9), Day(6, 10), Cop(100));
    private static readonly AgreementParties Parties = new(Account, Known.Debtor, Known.Portfolio, Known.Campaign);
    private static readonly AgreementBroken BrokenAgreement = new(
        Agreement, Parties, Known.Work, Cop(900), Cop(300), Day(6, 10), Day(7, 14), At(6, 14, 0));

    [Fact]
    public void A_broken_promise_shows_its_shortfall_and_what_was_paid_since()
    {
        var history = new History().On(Promise.Value, Broken).On(Account.Value, Paid(40));

        var row = Folded.One(new BrokenPromisesTray(), Account.Value, history)!;
        (row.Shortfall, row.PaidSince, row.Partly, row.AgentId).ShouldBe((Cop(100), Cop(40), false, Agent));
    }

    [Fact]
    public void A_cured_promise_leaves_the_tray() =>
        Folded.One(new BrokenPromisesTray(), Account.Value, new History().On(Promise.Value, Broken,
            new PromiseCuredLate(Promise, Account, Known.Debtor, Known.Portfolio, Known.Work, Cop(100), Cop(100), Day(6, 10), At(6, 15)))).ShouldBeNull();

    [Fact]
    public void A_cure_of_an_older_promise_does_not_hide_the_later_broken_one() =>
        Folded.One(new BrokenPromisesTray(), Account.Value, new History().On(Promise.Value, Broken).On(OtherPromise.Value, Broken with { PromiseId = OtherPromise })
            .On(Promise.Value, new PromiseCuredLate(Promise, Account, Known.Debtor, Known.Portfolio, Known.Work, Cop(100), Cop(100), Day(6, 10), At(6, 15))))!
            .PromiseId.ShouldBe(OtherPromise);

    [Fact]
    public void A_broken_agreement_says_until_when_it_may_be_reinstated_and_leaves_with_that()
    {
        var history = new History().On(Agreement.Value, BrokenAgreement);
        Folded.One(new BrokenAgreementsTray(), Account.Value, history)!.ReinstatableUntil.ShouldBe(Day(7, 14));

        history.On(Agreement.Value, new AgreementReinstated(Agreement, Parties, Known.Work, Cop(600), At(6, 20)));
        Folded.One(new BrokenAgreementsTray(), Account.Value, history).ShouldBeNull();
    }

    [Fact]
    public void A_reminder_is_a_task_until_the_debtor_is_reached()
    {
        var history = new History().On(Promise.Value, Reminder).On(Attempt.Value, Attempted(DispositionFlags.Contact));
        Folded.One(new ReminderTasksTray(), Account.Value, history).ShouldNotBeNull("A third person answered.");

        history.On(OtherAttempt.Value, Attempted(DispositionFlags.Contact | DispositionFlags.RightParty));
        Folded.One(new ReminderTasksTray(), Account.Value, history).ShouldBeNull();
    }

    [Fact]
    public void A_reminder_ends_with_its_promise() =>
        Folded.One(new ReminderTasksTray(), Account.Value, new History().On(Promise.Value, Reminder, Broken)).ShouldBeNull();

    [Fact]
    public void A_missed_follow_up_stays_until_somebody_does_it()
    {
        var history = new History().On(Known.FollowUp.Value,
            new FollowUpScheduled(Known.FollowUp, Known.Debtor, Account, null, Agent, Known.Work, At(6, 3, 15), At(6, 4, 0).At, "Call his sister"),
            new FollowUpMissed(Known.FollowUp, Known.Debtor, Agent, Known.Campaign));
        var row = Folded.One(new FollowUpsTray(), Known.FollowUp.Value, history)!;
        (row.State, row.Pending, row.DueOn, row.DueTime).ShouldBe((FollowUpState.Missed, true, Day(6, 3), new TimeOnly(15, 0)));

        history.On(Known.FollowUp.Value, new FollowUpCompleted(Known.FollowUp, Known.Debtor, Supervisor, null));
        Folded.One(new FollowUpsTray(), Known.FollowUp.Value, history)!.Pending.ShouldBeFalse();
    }

    [Fact]
    public void An_account_remembers_whose_it_was_and_until_when()
    {
        var record = Folded.One(new AccountFile(), Account.Value, new History().On(Account.Value, Placed(),
            new AccountAssigned(Account, Known.Debtor, Known.Portfolio, Known.Campaign, Agent, Known.Team, null, "manual", At(6, 2)),
            new AccountAssigned(Account, Known.Debtor, Known.Portfolio, Known.Campaign, OtherAgent, Known.Team, Agent, "bulk", At(6, 5)),
            new AccountUnassigned(Account, Known.Campaign, OtherAgent, "Left", At(6, 9))))!;

        record.Owners.Select(owner => (owner.AgentId, owner.Until, owner.WhyEnded))
            .ShouldBe([(Agent, At(6, 5).At, null), (OtherAgent, At(6, 9).At, "Left")]);
    }

    [Fact]
    public void An_import_adds_up_its_chunks_and_ends_with_its_totals()
    {
        var history = new History().On(Import.Value,
            new ImportStarted(Import, Known.Campaign, Known.Portfolio, "ab", "june.csv", 10, "Banco Uno", "CO", Currency.Cop, Day(5, 31), new Dictionary<string, string>(), Supervisor, At(6, 1)),
            new ImportChunkProcessed(Import, 2, 501, new(500, 400, 50, 40, 10)), new ImportChunkProcessed(Import, 502, 601, new(100, 100, 0, 0, 0)));
        var running = Folded.One(new ImportProgress(), Import.Value, history)!;
        (running.State, running.LastLine, running.Counts).ShouldBe((ImportState.Running, 601, new ImportCounts(600, 500, 50, 40, 10)));

        history.On(Import.Value, new ImportCompleted(Import, new(600, 500, 50, 40, 10), 7, At(6, 1, 11)));
        var done = Folded.One(new ImportProgress(), Import.Value, history)!;
        (done.State, done.MissingAccounts).ShouldBe((ImportState.Completed, 7));
    }

    [Fact]
    public void A_stale_file_does_not_take_a_portfolios_cut_off_back() =>
        Folded.One(new PortfolioCard(), Known.Portfolio.Value, new History().On(Known.Portfolio.Value,
            new PortfolioOpened(Known.Portfolio, Known.Campaign, "P1", "June", "Banco Uno", "CO", Currency.Cop, Day(6, 1)),
            new PortfolioRefreshed(Known.Portfolio, Import, Day(6, 30)), new PortfolioRefreshed(Known.Portfolio, Import, Day(5, 31))))!
            .ShouldSatisfyAllConditions(card => card.CutOffDate.ShouldBe(Day(6, 30)), card => card.Vintage.ShouldBe("2026-06"));

    [Fact]
    public void A_campaigns_card_keeps_settings_with_their_version_and_the_open_day()
    {
        var card = Folded.One(new CampaignCard(), Known.Campaign.Value, new History().On(Known.Campaign.Value,
            new CampaignOpened(Known.Campaign, "C1", "Campaign", "CO", Currency.Cop, Bogota, "es-CO"),
            new CollectionPolicySet(Known.Campaign, 3, CollectionPolicy.Default), new CampaignCalendarSet(Known.Campaign, 2, BusinessCalendar.Colombia),
            new TeamFormed(Known.Campaign, Known.Team, "North"), new TeamDissolved(Known.Campaign, Known.Team),
            new BusinessDayOpened(Known.Campaign, Day(6, 2), Bogota)))!;

        (card.CollectionPolicy!.Version, card.Calendar!.Version, card.BusinessDate).ShouldBe((3, 2, Day(6, 2)));
        card.Teams.ShouldBe([new CampaignTeam(Known.Team, "North", Dissolved: true)]);
    }

    private static PaymentApplied Paid(decimal amount) => new(
        Account, Known.Debtor, Known.Portfolio, Known.Campaign, Known.Payment, Cop(amount), Principal(amount), Cop(0), Principal(1_000), Day(6, 13), null, At(6, 13));

    private static ContactAttempted Attempted(DispositionFlags flags) => new(
        Attempt, Known.Debtor, [new(Account, Known.Portfolio)], ContactChannel.Phone, ContactDirection.Outbound, null, null, "CODE", flags, 1, Known.Work, At(6, 9), null, null, null, null, false);
}

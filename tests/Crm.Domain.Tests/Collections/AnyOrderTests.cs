using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

/// <summary>Commands in any order: twice is once, replay is what grew, and what must never be is not.</summary>
public sealed class AnyOrderTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(150);

    private static readonly Func<Debtor?, Decision>[] DebtorCommands =
    [
        .. from number in new[] { "3001234567", "+57 300 123 4567", "6017456789", "12" }
           from id in new[] { Mobile, Chilean }
           select (Func<Debtor?, Decision>)(debtor => AddPhoneHandler.Handle(new(id, number, "agent"), debtor!)),
        .. from id in new[] { Mobile, Chilean }
           from command in new Func<Debtor?, Decision>[]
           {
               debtor => VerifyPhoneHandler.Handle(new(id), debtor!),
               debtor => MarkPhoneWrongHandler.Handle(new(id, Attempt), debtor!),
               debtor => RefusePhoneHandler.Handle(new(id, "At work"), debtor!),
               debtor => AddEmailHandler.Handle(new(id, "ana@example.com", "agent"), debtor!),
               debtor => DiscardEmailHandler.Handle(new(id, "Bounced"), debtor!),
               debtor => AddAddressHandler.Handle(new(id, "Calle 1", null, "agent"), debtor!),
               debtor => DiscardAddressHandler.Handle(new(id, "Moved"), debtor!),
           }
           select command,
        debtor => RegisterDebtorHandler.Handle(new(Ana, "CO", "CC", "1020304056", "Ana Gómez", Known.Campaign), debtor),
        debtor => CorrectNameHandler.Handle(new("Ana María"), debtor!),
        debtor => GiveConsentHandler.Handle(new("collection", "1", ContactChannel.Sms), debtor!),
        debtor => GiveConsentHandler.Handle(new("collection", "2", ContactChannel.Sms), debtor!),
        debtor => RevokeConsentHandler.Handle(new("collection", ContactChannel.Sms), debtor!),
        debtor => RequestDoNotContactHandler.Handle(new("Asked"), debtor!),
        debtor => LiftDoNotContactHandler.Handle(new("Asked"), debtor!),
        debtor => ReportDeceasedHandler.Handle(new("relative"), debtor!),
        debtor => WithdrawDeathReportHandler.Handle(new("He answered"), debtor!),
        debtor => LinkPersonHandler.Handle(new(OtherDebtor, LinkedRole.CoDebtor), debtor!),
        debtor => UnlinkPersonHandler.Handle(new(OtherDebtor, LinkedRole.CoDebtor), debtor!),
        debtor => MergeDebtorsHandler.Handle(new(OtherDebtor, "Twice"), debtor!, Folded.Of<Debtor>(Person)!, []),
    ];

    private static readonly Func<FollowUp?, Decision>[] FollowUpCommands =
    [
        .. from hour in new[] { 9, 23, 24, 47, 96 }
           from command in new Func<FollowUp?, Decision>[]
           {
               followUp => MissFollowUpHandler.Handle(new(June(2, 0).AddHours(hour)), followUp!),
               followUp => MoveFollowUpHandler.Handle(new(June(2, 0).AddHours(hour + 30), "Away", Agent, false, June(2, 0).AddHours(hour)), followUp!),
           }
           select command,
        followUp => CompleteFollowUpHandler.Handle(new(Agent, false), followUp!),
        followUp => CompleteFollowUpHandler.Handle(new(OtherAgent, false), followUp!),
        followUp => CancelFollowUpHandler.Handle(new(Supervisor, true, "Paid"), followUp!),
    ];

    private static readonly Func<Campaign?, Decision>[] CampaignCommands =
    [
        .. from day in new[] { 1, 2, 3, 7, 30 } select (Func<Campaign?, Decision>)(campaign => OpenBusinessDayHandler.Handle(new(At(2026, 6, day).At), campaign!)),
        .. from limit in new[] { 1, 2, 3 }
           select (Func<Campaign?, Decision>)(campaign => SetContactPolicyHandler.Handle(new(ContactPolicy.Colombia with { AttemptsPerDay = limit }), campaign!)),
        .. from team in new[] { "e1", "e2" }
           from command in new Func<Campaign?, Decision>[]
           {
               campaign => FormTeamHandler.Handle(new(new(Id(team)), "North"), campaign!),
               campaign => DissolveTeamHandler.Handle(new(new(Id(team))), campaign!),
           }
           select command,
        campaign => SetCalendarHandler.Handle(new(BusinessCalendar.MondayToFriday), campaign!),
        campaign => SetCollectionPolicyHandler.Handle(new(CollectionPolicy.Default with { Payments = CollectionPolicy.Default.Payments with { TwoPairsOfEyes = true } }), campaign!),
        campaign => PauseCampaignHandler.Handle(new("Strike"), campaign!),
        campaign => ResumeCampaignHandler.Handle(new(), campaign!),
        campaign => CloseCampaignHandler.Handle(new("Over"), campaign!),
    ];

    [Fact]
    public void A_debtors_numbers_are_each_one_phone_and_a_moved_record_rests() => InAnyOrder(
        debtor => RegisterDebtorHandler.Handle(new(Ana, "CO", "CC", "1020304056", "Ana Gómez", Known.Campaign), debtor), DebtorCommands, history =>
        {
            var moved = history.ToList().FindIndex(step => step.Event is DebtorMerged);
            return history.All(step => step.State.Phones.Select(phone => phone.Number).Distinct().Count() == step.State.Phones.Count)
                && history.All(step => step.State.Phones.Select(phone => phone.Id).Distinct().Count() == step.State.Phones.Count)
                && (moved < 0 || moved == history.Count - 1);
        });

    [Fact]
    public void A_follow_up_that_is_over_stays_over_and_is_never_missed_before_its_day_ends() => InAnyOrder(
        followUp => ScheduleFollowUpHandler.Handle(
            new(FollowUpId: Appointment, Account, Agent, Known.Work, June(2, 16), null, At(2026, 6, 1)), followUp, Folded.Of<Debtor>(Registered)!),
        FollowUpCommands, history =>
        {
            var over = history.ToList().FindIndex(step => step.Event is FollowUpCompleted or FollowUpCancelled);
            return (over < 0 || over == history.Count - 1) && history.All(step => step.State.Due.At < step.State.MissedAfter);
        });

    [Fact]
    public void A_campaigns_days_follow_each_other_and_its_versions_count_up() => InAnyOrder(
        campaign => OpenCampaignHandler.Handle(new(Known.Campaign, "ALFA", "Alfa", "CO", Currency.Cop, Bogota, "es-CO"), campaign), CampaignCommands, history =>
        {
            var days = history.Select(step => step.Event).OfType<BusinessDayOpened>().Select(day => day.Date.DayNumber).ToList();
            var versions = history.Select(step => step.Event).OfType<ContactPolicySet>().Select(set => set.Version).ToList();
            var closed = history.ToList().FindIndex(step => step.Event is CampaignClosed);
            return days.Zip(days.Skip(1), (day, next) => next == day + 1).All(follows => follows)
                && versions.SequenceEqual(Enumerable.Range(1, versions.Count))
                && (closed < 0 || history.Skip(closed + 1).All(step => step.Event is TeamDissolved));
        });

    private static void InAnyOrder<T>(
        Func<T?, Decision> begin, Func<T?, Decision>[] commands, Func<IReadOnlyList<(IEvent Event, T State)>, bool> holds) where T : class, IAggregate<T> =>
        Check.One(Many, Prop.ForAll(Gen.Elements(commands).ListOf().ToArbitrary(), drawn => holds(Histories.Run(drawn.Prepend(begin)))));
}

using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactAttempts;

/// <summary>Attempts, permits and voidings in any order: what the attempts, the guard, the accounts and the debtor say of each other.</summary>
public sealed class ContactAttemptProperties
{
    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Frequency((6, Gen.Constant(StepKind.Log)), (1, Gen.Constant(StepKind.LogAgain)), (2, Gen.Constant(StepKind.Void)), (2, Gen.Constant(StepKind.AskForPermit)))
        from which in Gen.Choose(0, 30)
        from minutes in Gen.Choose(1, 3 * 24 * 60)
        from disposition in Gen.Elements<Disposition>(DefaultDispositions.All)
        from channel in Gen.Elements(ContactChannel.Phone, ContactChannel.WhatsApp, ContactChannel.Sms)
        from direction in Gen.Elements(ContactDirection.Outbound, ContactDirection.Outbound, ContactDirection.Inbound)
        from accounts in Gen.Choose(0, 2)
        from seconds in Gen.Choose(0, 1_800)
        select new Step(kind, which, minutes, disposition, channel, direction, accounts, seconds);

    [Fact]
    public void The_policy_never_refuses_an_attempt_and_what_is_outside_of_it_is_what_a_permit_was_refused_for() => AfterAnyHistory(desk =>
    {
        desk.Refusals.ShouldBeEmpty();
        desk.Attempts.ShouldAllBe(attempt => attempt.Event.OutsidePolicy == attempt.ExpectedOutside);
    });

    [Fact]
    public void The_guard_counts_what_was_tried_and_not_voided() => AfterAnyHistory(desk =>
    {
        if (desk.Guard is not { } guard) return;

        var outbound = desk.Attempts.Where(attempt => attempt.Event.Direction is ContactDirection.Outbound).ToList();
        var oldest = outbound.Count == 0 ? DateOnly.MinValue : outbound.Max(attempt => attempt.Event.Moment.Date).AddDays(-14);
        guard.Attempts.Select(attempt => attempt.Id).ShouldBe(
            outbound.Where(attempt => !attempt.Voided && attempt.Event.Moment.Date > oldest).Select(attempt => attempt.Event.AttemptId));
        guard.DirectContacts.Select(contact => contact.Id).ShouldBe(desk.Standing(DispositionFlags.RightParty).Select(attempt => attempt.AttemptId));
    });

    [Fact]
    public void An_account_is_earned_by_the_right_parties_that_were_reached_about_it() => AfterAnyHistory(desk =>
    {
        foreach (var account in new[] { Account, OtherAccount })
        {
            desk.State<DebtAccount>(account.Value)!.Contacts.Select(contact => contact.AttemptId).ShouldBe(
                desk.Standing(DispositionFlags.RightParty).Where(attempt => attempt.Accounts.Any(about => about.AccountId == account)).Select(attempt => attempt.AttemptId));
        }
    });

    [Fact]
    public void What_an_attempt_told_of_the_debtor_is_known_once_and_stays_when_it_is_voided() => AfterAnyHistory(desk =>
    {
        var debtor = desk.State<Debtor>(Ana.Value)!;
        debtor.DoNotContact.ShouldBe(desk.Ever(DispositionFlags.DoNotContact));
        debtor.Deceased.ShouldBe(desk.Ever(DispositionFlags.Deceased));
        (debtor.Phone(Mobile)!.State is PhoneState.Wrong).ShouldBe(desk.Ever(DispositionFlags.WrongNumber));
        desk.EventsOn<Debtor>(Ana.Value).GroupBy(learned => learned.GetType()).ShouldAllBe(learned => learned.Count() == 1);
    });

    [Fact]
    public void A_voided_attempt_takes_back_exactly_what_it_had_counted() => AfterAnyHistory(desk =>
    {
        foreach (var attempt in desk.Attempts)
        {
            var voidings = desk.EventsOn<ContactAttempt>(attempt.Event.AttemptId.Value).OfType<AttemptVoided>().ToList();
            voidings.Count.ShouldBe(attempt.Voided ? 1 : 0);
            foreach (var taken in voidings.Select(voiding => voiding.Attempt!))
            {
                (taken.Channel, taken.Direction, taken.Disposition, taken.Flags, taken.OutsidePolicy).ShouldBe(
                    (attempt.Event.Channel, attempt.Event.Direction, attempt.Event.Disposition, attempt.Event.Flags, attempt.Event.OutsidePolicy));
                Stored.Text(taken.Accounts).ShouldBe(Stored.Text(attempt.Event.Accounts));
            }
        }
    });

    [Fact]
    public void Replay_gives_what_grew_step_by_step() => AfterAnyHistory(desk =>
    {
        foreach (var (stream, replayed, grown) in desk.Replayed()) replayed.ShouldBe(grown, stream);
    });

    private static void AfterAnyHistory(Action<AttemptDesk> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(AnyStep.ListOf().Where(steps => steps.Count is > 0 and < 45).ToArbitrary(), steps =>
        {
            var desk = new AttemptDesk();
            foreach (var step in steps) desk.Do(step);
            holds(desk);
        }));
}

public enum StepKind { Log, LogAgain, Void, AskForPermit }

/// <param name="Which">The attempt, of those that were logged before, that is logged again or voided.</param>
/// <param name="Minutes">How long after the step before.</param>
/// <param name="Accounts">0: none is named; 1: the first; 2: both.</param>
public sealed record Step(
    StepKind Kind, int Which, int Minutes, Disposition Disposition, ContactChannel Channel, ContactDirection Direction, int Accounts, int Seconds);

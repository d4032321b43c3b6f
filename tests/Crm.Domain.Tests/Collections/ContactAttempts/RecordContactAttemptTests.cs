using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactAttempts;

public sealed class RecordContactAttemptTests
{
    private static readonly Guid Guard = ContactGuard.StreamOf(Ana);
    private static readonly BusinessMoment Tuesday = At(2026, 6, 2, 9);
    private static readonly AttemptRules Rules = new(Colombia, 4, DefaultDispositions.All);
    private static readonly AccountPlaced OtherPlaced = Scene.Placed with { AccountId = OtherAccount, Reference = "OB-2" };

    private static readonly Spec<ContactAttempt, RecordContactAttempt> Spec = new((command, attempt, streams) => RecordContactAttemptHandler.Handle(
        command, attempt, streams.Get<Debtor>(Ana.Value), streams.Find<ContactGuard>(Guard),
        [.. new[] { Account, OtherAccount }.Where(id => command.Accounts.Count == 0 || command.Accounts.Contains(id))
            .Select(id => streams.Find<DebtAccount>(id.Value)).OfType<DebtAccount>()]));

    [Fact]
    public void Logs_what_was_tried_counts_it_and_tells_the_account() => Scenario().When(Call("NO_ANSWER")).Then(
        Logged("NO_ANSWER", DispositionFlags.None),
        On<ContactGuard>(Guard, Count()),
        On<DebtAccount>(Account.Value, new AccountContacted(Account, Attempt, Known.Work, RightParty: false, Tuesday)));

    [Fact]
    public void The_right_party_is_a_direct_contact_and_earns_payments() => Scenario().When(Call("NEGOTIATING")).Then(
        Logged("NEGOTIATING", DispositionFlags.Contact | DispositionFlags.RightParty),
        On<ContactGuard>(Guard, Count(direct: true)),
        On<DebtAccount>(Account.Value, new AccountContacted(Account, Attempt, Known.Work, RightParty: true, Tuesday)));

    [Fact]
    public void Without_a_named_account_it_is_about_all_of_them() => Scenario().AndOn<DebtAccount>(OtherAccount.Value, OtherPlaced)
        .When(Call("NO_ANSWER") with { Accounts = [] }).Then(
            Logged("NO_ANSWER", DispositionFlags.None) with { Accounts = [new(Account, Portfolio), new(OtherAccount, Portfolio)] },
            On<ContactGuard>(Guard, Count()),
            On<DebtAccount>(Account.Value, new AccountContacted(Account, Attempt, Known.Work, false, Tuesday)),
            On<DebtAccount>(OtherAccount.Value, new AccountContacted(OtherAccount, Attempt, Known.Work, false, Tuesday)));

    [Theory]
    [InlineData("PROMISE_TO_PAY", "collections.account-missing", "accounts")]
    [InlineData("DEBT_DENIED", "collections.account-missing", "accounts")]
    public void An_outcome_about_an_account_names_it(string disposition, string code, string field) =>
        Scenario().When(Call(disposition) with { Accounts = [] }).ThenRefused(code).Fields.ShouldBe([field]);

    [Fact]
    public void A_promise_states_its_amount_and_its_date()
    {
        var promise = Call("PROMISE_TO_PAY") with { Amount = Cop(100_000), Date = new(2026, 6, 10) };

        Scenario().When(promise with { Amount = null }).ThenRefused("collections.amount-missing");
        Scenario().When(promise with { Date = null }).ThenRefused("collections.date-missing");
        Scenario().When(promise with { Amount = Cop(0) }).ThenRefused("collections.amount-not-positive");
        Scenario().When(promise with { Amount = new(100, Currency.Clp) }).ThenRefused("collections.currency-differs");
        Scenario().When(promise with { Date = new(2026, 6, 1) }).ThenRefused("collections.date-in-the-past");
        Scenario().When(promise with { Date = new(2026, 6, 2) }).Decision.Refusal.ShouldBeNull("Today is not the past.");
        Logs(promise).ShouldSatisfyAllConditions(e => e.Amount.ShouldBe(Cop(100_000)), e => e.Date.ShouldBe(new DateOnly(2026, 6, 10)));
    }

    [Fact]
    public void An_outcome_that_asks_for_a_note_has_one()
    {
        Scenario().When(Call("REFERRED_TO_LAWYER") with { Notes = " " }).ThenRefused("collections.note-missing");
        Logs(Call("REFERRED_TO_LAWYER") with { Notes = " Dr. Ruiz " }).Notes.ShouldBe("Dr. Ruiz");
    }

    [Fact]
    public void A_callback_is_not_saved_without_the_next_contact() =>
        Scenario().When(Call("CALLBACK_REQUESTED")).ThenRefused("collections.follow-up-missing");

    [Fact]
    public void A_callback_schedules_the_next_contact_for_who_made_it()
    {
        var command = Call("CALLBACK_REQUESTED") with { FollowUp = new(Appointment, June(4, 16), Note: "After work") };

        Scenario().When(command).Then(
            Logged("CALLBACK_REQUESTED", DispositionFlags.Contact | DispositionFlags.RightParty | DispositionFlags.Callback),
            On<ContactGuard>(Guard, Count(direct: true)),
            On<DebtAccount>(Account.Value, new AccountContacted(Account, Attempt, Known.Work, RightParty: true, Tuesday)),
            On<FollowUp>(Appointment.Value, new FollowUpScheduled(
                Appointment, Ana, Account, Attempt, Agent, Known.Work, At(2026, 6, 4, 16), June(5, 0), "After work")));
    }

    [Fact]
    public void The_next_contact_is_after_now() => Scenario()
        .When(Call("CALLBACK_REQUESTED") with { FollowUp = new(Appointment, Tuesday.At) }).ThenRefused("collections.follow-up-due-out-of-range");

    [Fact]
    public void The_next_contact_has_an_owner() => Scenario()
        .When(Call("CALLBACK_REQUESTED") with { FollowUp = new(Appointment, June(4, 16)), Work = Known.Work with { AgentId = null } })
        .ThenRefused("collections.follow-up-without-owner");

    [Fact]
    public void A_wrong_number_is_marked_on_the_debtor() => Scenario().When(Call("WRONG_NUMBER")).Then(
        Logged("WRONG_NUMBER", DispositionFlags.Contact | DispositionFlags.WrongNumber),
        On<ContactGuard>(Guard, Count()),
        On<Debtor>(Ana.Value, new PhoneMarkedWrong(Ana, Mobile, Attempt)),
        On<DebtAccount>(Account.Value, new AccountContacted(Account, Attempt, Known.Work, false, Tuesday)));

    [Fact]
    public void A_wrong_number_names_the_phone() =>
        Scenario().When(Call("WRONG_NUMBER") with { PhoneId = null }).ThenRefused("collections.phone-missing");

    [Fact]
    public void What_is_known_already_is_not_said_again() =>
        Scenario(new PhoneMarkedWrong(Ana, Mobile, null), new DoNotContactRequested(Ana, "Asked", null), new DebtorReportedDeceased(Ana, "relative", null))
            .When(Call("WRONG_NUMBER")).Decision.Others.ShouldNotContain(other => other.StreamType == typeof(Debtor));

    [Fact]
    public void Who_asks_for_it_is_not_contacted_any_more() =>
        Learns("DO_NOT_CONTACT_REQUESTED").ShouldBe(new DoNotContactRequested(Ana, "DO_NOT_CONTACT_REQUESTED", Attempt));

    [Fact]
    public void A_death_is_reported_on_the_debtor() => Learns("DEBTOR_DECEASED").ShouldBe(new DebtorReportedDeceased(Ana, "attempt", Attempt));

    [Theory]
    [InlineData(2, 9, false)] // Tuesday
    [InlineData(7, 9, true)] // Sunday
    [InlineData(2, 20, true)]
    public void The_policy_never_refuses_what_was_done_but_it_is_said(int day, int hour, bool outside) =>
        Logs(Call("NO_ANSWER") with { Moment = At(2026, 6, day, hour) }).OutsidePolicy.ShouldBe(outside);

    [Fact]
    public void A_call_that_began_in_time_is_inside_the_policy() =>
        Logs(Call("NEGOTIATING") with { Moment = At(2026, 6, 2, 19, 10), DurationSeconds = 1200 }).OutsidePolicy.ShouldBeFalse("It began at 18:50.");

    [Fact]
    public void A_permit_makes_it_inside_the_policy_and_is_used_up()
    {
        var permit = Permitted(Ask(June(2, 18, 50)), June(2, 19));
        var decision = Scenario().AndOn<ContactGuard>(Guard, Counted("7", At(2026, 6, 2, 8), direct: true), permit)
            .When(Call("NO_ANSWER") with { PermitId = Allowed, Moment = At(2026, 6, 2, 18, 55) }).Decision;

        Logs(decision).ShouldSatisfyAllConditions(e => e.OutsidePolicy.ShouldBeFalse(), e => e.PermitId.ShouldBe(Allowed));
        decision.Others.Single(other => other.StreamId == Guard).Events.OfType<ContactCounted>().Single().PermitId.ShouldBe(Allowed);
    }

    [Theory]
    [InlineData(ContactChannel.WhatsApp, 18, 55)] // a permit is for its channel
    [InlineData(ContactChannel.Phone, 19, 0)] // and over when it is over
    public void A_permit_that_does_not_fit_is_none(ContactChannel channel, int hour, int minute)
    {
        var decision = Scenario().AndOn<ContactGuard>(Guard, Counted("7", At(2026, 6, 2, 8), direct: true), Permitted(Ask(June(2, 18, 50)), June(2, 19)))
            .When(Call("NO_ANSWER") with { PermitId = Allowed, Channel = channel, Moment = At(2026, 6, 2, hour, minute) }).Decision;

        Logs(decision).ShouldSatisfyAllConditions(e => e.OutsidePolicy.ShouldBeTrue(), e => e.PermitId.ShouldBeNull());
    }

    [Fact]
    public void What_comes_in_is_never_outside_the_policy() =>
        Logs(Call("NEGOTIATING") with { Direction = ContactDirection.Inbound, Moment = At(2026, 6, 7, 22) }).OutsidePolicy.ShouldBeFalse();

    [Fact]
    public void It_counts_at_the_wall_clock_of_the_phone()
    {
        var decision = Scenario(AddedInChile).When(Call("NO_ANSWER") with { PhoneId = Chilean, Moment = At(2026, 6, 2, 23, 30) }).Decision;

        decision.Others.SelectMany(other => other.Events).OfType<ContactCounted>().Single().Moment.Date.ShouldBe(new DateOnly(2026, 6, 3));
        Logs(decision).Moment.Date.ShouldBe(new DateOnly(2026, 6, 2), "The attempt is of the campaign's day.");
    }

    [Fact]
    public void A_linked_person_has_limits_of_his_own()
    {
        var spec = new Spec<ContactAttempt, RecordContactAttempt>((command, attempt, streams) => RecordContactAttemptHandler.Handle(
            command, attempt, streams.Get<Debtor>(Ana.Value), null, [streams.Get<DebtAccount>(Account.Value)], streams.Get<Debtor>(OtherDebtor.Value)));
        var decision = spec.GivenOn<Debtor>(Ana.Value, Registered, new PersonLinked(Ana, OtherDebtor, LinkedRole.CoDebtor))
            .AndOn<Debtor>(OtherDebtor.Value, Person).AndOn<DebtAccount>(Account.Value, Scene.Placed).When(Call("NEGOTIATING") with { PhoneId = null }).Decision;

        Logs(decision).ShouldSatisfyAllConditions(e => e.DebtorId.ShouldBe(Ana), e => e.PersonId.ShouldBe(OtherDebtor), e => e.OutsidePolicy.ShouldBeFalse());
        decision.Others.ShouldContain(other => other.StreamId == ContactGuard.StreamOf(OtherDebtor));
        decision.Others.ShouldNotContain(other => other.StreamId == Guard);
    }

    [Fact]
    public void An_outcome_has_to_be_in_the_catalogue_and_in_use()
    {
        Scenario().When(Call("WON_THE_LOTTERY")).ThenRefused("collections.disposition-unknown");
        Scenario().When(Call("NO_ANSWER") with { Rules = Rules with { Dispositions = [.. Rules.Dispositions.Select(known => known with { Active = false })] } })
            .ThenRefused("collections.disposition-retired");
    }

    [Fact]
    public void Accounts_are_the_debtors_and_the_campaigns()
    {
        Scenario().When(Call("NO_ANSWER") with { Accounts = [OtherAccount] }).ThenRefused("collections.attempt-without-account");
        Scenario(account: Scene.Placed with { DebtorId = OtherDebtor }).When(Call("NO_ANSWER")).ThenRefused("collections.account-of-another-debtor");
        Scenario(account: Scene.Placed with { CampaignId = new(Id("c9")) }).When(Call("NO_ANSWER")).ThenRefused("collections.account-of-another-campaign");
    }

    [Fact]
    public void Form_is_refused_with_its_member()
    {
        Scenario().When(Call("NO_ANSWER") with { Notes = new('x', 4001) }).ThenRefused("collections.note-too-long");
        Scenario().When(Call("NO_ANSWER") with { Notes = new('x', 4000) }).Decision.Refusal.ShouldBeNull();
        Scenario().When(Call("NO_ANSWER") with { DurationSeconds = -1 }).ThenRefused("collections.duration-invalid");
        Scenario().When(Call("NO_ANSWER") with { PhoneId = Chilean }).ThenRefused("collections.phone-unknown");
        Scenario().When(Call("NO_ANSWER") with { EmailId = Chilean }).ThenRefused("collections.email-unknown");
    }

    [Fact]
    public void An_id_is_one_attempts() => Scenario().Given(Logged("NO_ANSWER", DispositionFlags.None))
        .When(Call("NEGOTIATING")).ThenRefused("collections.attempt-differs");

    [Fact]
    public void Every_default_outcome_can_be_logged()
    {
        foreach (var disposition in DefaultDispositions.All)
        {
            Scenario().When(Call(disposition.Code) with
            {
                Notes = "Note",
                Amount = Cop(1000),
                Date = new(2026, 6, 10),
                FollowUp = new(Appointment, June(4, 16)),
            }).Decision.Refusal.ShouldBeNull(disposition.Code);
        }
    }

    private static RecordContactAttempt Call(string disposition) => new(
        Attempt, [Account], ContactChannel.Phone, ContactDirection.Outbound, disposition, Known.Work, Tuesday, Rules, PhoneId: Mobile);

    private static ContactAttempted Logged(string disposition, DispositionFlags flags) => new(
        Attempt, Ana, [new(Account, Portfolio)], ContactChannel.Phone, ContactDirection.Outbound, Mobile, null, disposition, flags, 4, Known.Work, Tuesday,
        null, null, null, null, OutsidePolicy: false);

    private static ContactCounted Count(bool direct = false) => new(Ana, Attempt, ContactChannel.Phone, ContactDirection.Outbound, direct, Tuesday);

    private static AttemptScenario Scenario(params IReadOnlyList<IEvent> debtor) => new(WithPhone(debtor), Scene.Placed, []);

    private static AttemptScenario Scenario(AccountPlaced account) => new(WithPhone(), account, []);

    private static ContactAttempted Logs(RecordContactAttempt command) =>
        Logs(Scenario().When(command).Decision);

    private static ContactAttempted Logs(Decision decision)
    {
        decision.Refusal.ShouldBeNull();
        return decision.Events.ShouldHaveSingleItem().ShouldBeOfType<ContactAttempted>();
    }

    private static IEvent Learns(string disposition) => Scenario().When(Call(disposition) with { Notes = "Note" }).Decision
        .Others.Single(other => other.StreamType == typeof(Debtor)).Events.ShouldHaveSingleItem();

    private sealed record AttemptScenario(IReadOnlyList<IEvent> Debtor, AccountPlaced Account, IReadOnlyList<IEvent> Own)
    {
        public AttemptScenario Given(params IReadOnlyList<IEvent> own) => this with { Own = own };

        public Spec<ContactAttempt, RecordContactAttempt>.Scenario AndOn<T>(Guid id, params IReadOnlyList<IEvent> events) where T : class, IAggregate<T> =>
            Whole().AndOn<T>(id, events);

        public Spec<ContactAttempt, RecordContactAttempt>.Outcome When(RecordContactAttempt command) => Whole().When(command);

        private Spec<ContactAttempt, RecordContactAttempt>.Scenario Whole() =>
            Spec.Given(Own).AndOn<Debtor>(Ana.Value, Debtor).AndOn<DebtAccount>(Account.AccountId.Value, Account);
    }
}

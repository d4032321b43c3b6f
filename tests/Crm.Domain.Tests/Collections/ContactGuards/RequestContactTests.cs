using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactGuards;

public sealed class RequestContactTests
{
    [Fact]
    public void Permits_for_a_quarter_of_an_hour()
    {
        var asked = Ask(June(1, 9));
        Given(WithPhone()).When(asked).Then(Permitted(asked, June(1, 9, 15)));
    }

    [Fact]
    public void A_permit_ends_with_the_hours_of_the_day()
    {
        var asked = Ask(June(1, 18, 50));
        Given(WithPhone()).When(asked).Then(Permitted(asked, June(1, 19)));
    }

    [Theory]
    [InlineData(1, 7, 0, true)] // Monday
    [InlineData(1, 6, 59, false)]
    [InlineData(1, 18, 59, true)]
    [InlineData(1, 19, 0, false)]
    [InlineData(6, 8, 0, true)] // Saturday
    [InlineData(6, 7, 59, false)]
    [InlineData(6, 14, 59, true)]
    [InlineData(6, 15, 0, false)]
    [InlineData(7, 10, 0, false)] // Sunday
    public void The_laws_hours_begin_on_the_minute_and_end_before_it(int day, int hour, int minute, bool permitted)
    {
        var outcome = Given(WithPhone()).When(Ask(June(day, hour, minute)));

        if (permitted) outcome.Decision.Refusal.ShouldBeNull();
        else outcome.Decision.Refusal!.Code.ShouldBe("collections.contact-outside-hours");
    }

    [Fact]
    public void A_refusal_is_a_fact_with_its_reason_and_the_next_opening()
    {
        var asked = Ask(June(1, 19));
        var refusal = Given(WithPhone()).When(asked).ThenRefusedAndRecorded("collections.contact-outside-hours", new ContactRefusedByPolicy(
            Ana, ContactChannel.Phone, Mobile, asked.Work, At(2026, 6, 1, 19), 3, "collections.contact-outside-hours",
            "On Monday at 19:00 (America/Bogota) contacts are not allowed.", June(2, 7)));

        refusal.Figures["nextAllowedAt"].ShouldBe(June(2, 7));
        refusal.Figures["policyVersion"].ShouldBe(3);
    }

    [Fact]
    public void After_saturdays_hours_the_next_opening_passes_over_sunday_and_the_holiday() =>
        Next(Ask(June(6, 15))).ShouldBe(June(9, 7));

    [Fact]
    public void On_a_holiday_it_says_so() =>
        Given(WithPhone()).When(Ask(June(8, 10))).Decision.Refusal!.Code.ShouldBe("collections.contact-on-holiday");

    [Fact]
    public void Before_the_opening_of_the_day_that_is_the_next() => Next(Ask(June(6, 5))).ShouldBe(June(6, 8));

    [Fact]
    public void Hours_are_those_of_the_phones_zone()
    {
        // 07:30 in Bogotá is 08:30 in Santiago; 18:30 there is 19:30 here.
        Given([.. WithPhone(), AddedInChile]).When(Ask(June(2, 6, 30), phone: Chilean)).Decision.Refusal.ShouldBeNull("It is 07:30 in Santiago.");
        Next(Ask(June(2, 18, 30), phone: Chilean), AddedInChile).ShouldBe(June(3, 6), "07:00 in Santiago.");
    }

    [Fact]
    public void The_next_opening_is_right_when_the_clocks_change_in_between()
    {
        // On Saturday 5 September 2026 Chile is at UTC−4; on Sunday its clocks go forward, and Monday's 07:00 is 10:00 UTC.
        var asked = Ask(new(2026, 9, 5, 20, 0, 0, TimeSpan.Zero), phone: Chilean);
        Next(asked, AddedInChile).ShouldBe(new DateTimeOffset(2026, 9, 7, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Before_direct_contact_tries_are_free_under_the_law() =>
        Given(WithPhone(), Counted("1", At(2026, 6, 2, 8)), Counted("2", At(2026, 6, 2, 9), ContactChannel.WhatsApp), Counted("3", At(2026, 6, 2, 10), ContactChannel.Sms))
            .When(Ask(June(2, 11))).Decision.Refusal.ShouldBeNull();

    [Fact]
    public void After_direct_contact_one_contact_a_day()
    {
        var direct = Counted("1", At(2026, 6, 2, 8), direct: true);

        var refusal = Given(WithPhone(), direct).When(Ask(June(2, 11))).Decision.Refusal!;
        refusal.Code.ShouldBe("collections.contact-daily-limit-after-contact");
        refusal.Figures["nextAllowedAt"].ShouldBe(June(3, 7), "Midnight frees the day, but it opens at seven.");
        Given(WithPhone(), direct).When(Ask(June(3, 7))).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void After_direct_contact_one_channel_a_week()
    {
        var direct = Counted("1", At(2026, 6, 2, 8), direct: true);

        var refusal = Given(WithPhone(), direct).When(Ask(June(3, 8), ContactChannel.WhatsApp)).Decision.Refusal!;
        refusal.Code.ShouldBe("collections.contact-channel-limit");
        refusal.Figures["nextAllowedAt"].ShouldBe(June(9, 7), "The week ends on Sunday, and Monday is a holiday.");
        Given(WithPhone(), direct).When(Ask(June(9, 7), ContactChannel.WhatsApp)).Decision.Refusal.ShouldBeNull();
        Given(WithPhone(), direct).When(Ask(June(3, 8))).Decision.Refusal.ShouldBeNull("It is the same channel on another day.");
    }

    [Fact]
    public void Channels_tried_before_the_direct_contact_do_not_take_the_weeks_one() =>
        Given(WithPhone(), Counted("1", At(2026, 6, 1, 8), ContactChannel.WhatsApp), Counted("2", At(2026, 6, 1, 9), direct: true))
            .When(Ask(June(2, 9))).Decision.Refusal.ShouldBeNull();

    [Fact]
    public void A_voided_attempt_counts_no_longer() =>
        Given(WithPhone(), Counted("1", At(2026, 6, 2, 8), direct: true), new ContactCountVoided(Ana, new(Id("1"))))
            .When(Ask(June(2, 11), ContactChannel.WhatsApp)).Decision.Refusal.ShouldBeNull();

    [Theory]
    [InlineData(2, null, "collections.contact-daily-limit")]
    [InlineData(null, 2, "collections.contact-weekly-limit")]
    [InlineData(3, 3, null)]
    public void A_campaign_may_limit_attempts_of_a_day_and_a_week(int? day, int? week, string? code)
    {
        var rules = Colombia with { Policy = ContactPolicy.Colombia with { AttemptsPerDay = day, AttemptsPerWeek = week } };
        var decision = Given(WithPhone(), Counted("1", At(2026, 6, 2, 8)), Counted("2", At(2026, 6, 2, 9))).When(Ask(June(2, 11), rules: rules)).Decision;
        (decision.Refusal?.Code).ShouldBe(code);
    }

    [Fact]
    public void A_week_is_monday_to_sunday()
    {
        var rules = Permissive with { Policy = ContactPolicy.Permissive with { AttemptsPerWeek = 1 } };
        var sunday = Counted("1", At(2026, 6, 7, 23));

        Given(WithPhone(), sunday).When(Ask(June(7, 23, 59), rules: rules)).Decision.Refusal!.Figures["nextAllowedAt"].ShouldBe(June(8, 0));
        Given(WithPhone(), sunday).When(Ask(June(8, 0), rules: rules)).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void The_permissive_policy_knows_no_hours() =>
        Given(WithPhone()).When(Ask(June(8, 3), rules: Permissive)).Decision.Refusal.ShouldBeNull();

    [Fact]
    public void An_open_permit_of_another_agent_counts_until_it_is_used_or_over()
    {
        var taken = Permitted(Ask(June(2, 9), permit: OtherPermit, agent: OtherAgent), June(2, 9, 15));
        var direct = Counted("1", At(2026, 6, 1, 8), direct: true);

        var refusal = Given(WithPhone(), direct, taken).When(Ask(June(2, 9, 5))).Decision.Refusal!;
        refusal.Code.ShouldBe("collections.contact-daily-limit-after-contact");
        refusal.Figures["nextAllowedAt"].ShouldBe(June(2, 9, 15), "If nobody calls on it, it frees the day again.");
        Given(WithPhone(), direct, taken).When(Ask(June(2, 9, 5), agent: OtherAgent)).Decision.Refusal.ShouldBeNull("His own permit does not stand in his way.");
        Given(WithPhone(), direct, taken).When(Ask(June(2, 9, 15))).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void Who_turned_to_us_may_be_answered_on_that_channel_for_a_day()
    {
        var wrote = Counted("1", At(2026, 6, 6, 20), ContactChannel.WhatsApp, direct: true, ContactDirection.Inbound);

        Given(WithPhone(), wrote).When(Ask(June(7, 10), ContactChannel.WhatsApp)).Decision.Refusal.ShouldBeNull("An answer on a Sunday.");
        Given(WithPhone(new DoNotContactRequested(Ana, "Asked", null)), wrote).When(Ask(June(7, 10), ContactChannel.WhatsApp)).Decision.Refusal.ShouldBeNull();
        Given(WithPhone(), wrote).When(Ask(June(7, 20), ContactChannel.WhatsApp)).Decision.Refusal!.Code.ShouldBe("collections.contact-outside-hours");
        Given(WithPhone(), wrote).When(Ask(June(7, 10))).Decision.Refusal!.Code.ShouldBe("collections.contact-outside-hours", "He did not call.");
    }

    [Fact]
    public void What_comes_in_takes_nothing_from_the_limits() =>
        Given(WithPhone(), Counted("1", At(2026, 6, 1, 9), direct: true, direction: ContactDirection.Inbound)).When(Ask(June(2, 10))).Decision.Refusal.ShouldBeNull();

    [Fact]
    public void Who_asked_not_to_be_contacted_is_not() =>
        Never("collections.contact-do-not-contact", WithPhone(new DoNotContactRequested(Ana, "Asked", null)));

    [Fact]
    public void Once_lifted_he_may_be_contacted_again() =>
        Given(WithPhone(new DoNotContactRequested(Ana, "Asked", null), new DoNotContactLifted(Ana, "Asked"))).When(Ask(June(1, 9))).Decision.Refusal.ShouldBeNull();

    [Fact]
    public void The_dead_are_not_called() => Never("collections.contact-debtor-deceased", WithPhone(new DebtorReportedDeceased(Ana, "relative", null)));

    [Fact]
    public void A_wrong_number_is_not_called() => Never("collections.contact-phone-wrong", WithPhone(new PhoneMarkedWrong(Ana, Mobile, null)));

    [Fact]
    public void A_refused_number_is_not_called() => Never("collections.contact-phone-refused", WithPhone(new PhoneRefused(Ana, Mobile, "At work")));

    [Fact]
    public void A_paused_campaign_contacts_nobody() => Never("collections.contact-campaign-paused", WithPhone(), Colombia with { Paused = true });

    [Fact]
    public void An_unknown_phone_is_an_error_and_no_fact() =>
        Given([Registered]).When(Ask(June(1, 9))).ThenRefused("collections.phone-unknown");

    [Fact]
    public void A_record_that_was_merged_is_not_contacted() =>
        Given(WithPhone(new DebtorMerged(Ana, new(Id("d9")), "Twice"))).When(Ask(June(1, 9))).ThenRefused("collections.debtor-moved");

    [Theory]
    [InlineData(LinkedRole.CoDebtor, true)]
    [InlineData(LinkedRole.Guarantor, true)]
    [InlineData(LinkedRole.Tenant, false)]
    [InlineData(LinkedRole.Reference, false)]
    public void Of_linked_persons_the_law_knows_co_debtor_and_guarantor(LinkedRole role, bool permitted)
    {
        var outcome = Given([Registered, new PersonLinked(Ana, OtherDebtor, role)]).AndOn<Debtor>(OtherDebtor.Value, Person)
            .When(Ask(June(1, 9)) with { PhoneId = null });

        if (permitted) outcome.Decision.Refusal.ShouldBeNull();
        else outcome.Decision.Refusal!.Code.ShouldBe("collections.contact-third-person");
    }

    [Fact]
    public void Who_is_not_linked_at_all_is_a_third_person_unless_the_policy_lets_him()
    {
        var strangers = Given([Registered]).AndOn<Debtor>(OtherDebtor.Value, Person);

        strangers.When(Ask(June(1, 9)) with { PhoneId = null }).Decision.Refusal!.Code.ShouldBe("collections.contact-third-person");
        strangers.When(Ask(June(1, 9), rules: Permissive) with { PhoneId = null }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void The_same_permit_is_given_once()
    {
        var asked = Ask(June(1, 9));
        Given(WithPhone(), Permitted(asked, June(1, 9, 15))).When(asked with { Now = June(1, 20) }).ThenNothing();
    }

    private static DateTimeOffset? Next(RequestContact asked, params IReadOnlyList<IEvent> more) =>
        (DateTimeOffset?)Given(WithPhone(more)).When(asked).Decision.Refusal!.Figures["nextAllowedAt"];

    private static void Never(string code, IReadOnlyList<IEvent> debtor, ContactRules? rules = null)
    {
        var decision = Given(debtor).When(Ask(June(1, 9), rules: rules)).Decision;

        decision.Refusal!.Code.ShouldBe(code);
        decision.Refusal.Figures["nextAllowedAt"].ShouldBeNull("Time does not mend it.");
        decision.Events.ShouldHaveSingleItem().ShouldBeOfType<ContactRefusedByPolicy>();
    }
}

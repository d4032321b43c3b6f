using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactGuards;

public sealed class ContactExceptionTests
{
    private static readonly ContactExceptionGranted Sunday =
        new(Ana, Allowance, "He asked for it", Supervisor, ContactChannel.Phone, June(7, 10), June(7, 12));

    private static readonly GrantContactException Grant =
        new(Allowance, " He asked for it ", Supervisor, ContactChannel.Phone, June(7, 10), June(7, 12), June(5, 9));

    private static readonly Spec<ContactGuard, GrantContactException> Spec = new((command, guard, streams) =>
        GrantContactExceptionHandler.Handle(command, guard, streams.Get<Debtor>(Ana.Value)));

    [Fact]
    public void Is_granted_with_its_ground_before_any_contact() => Spec.GivenOn<Debtor>(Ana.Value, Registered).When(Grant).Then(Sunday);

    [Theory]
    [InlineData(12, 10)]
    [InlineData(10, 10)]
    public void Ends_after_it_begins(int from, int until) => Spec.GivenOn<Debtor>(Ana.Value, Registered)
        .When(Grant with { From = June(7, from), Until = June(7, until) }).ThenRefused("collections.exception-period-invalid");

    [Fact]
    public void Ends_in_the_future_and_within_ninety_days()
    {
        Spec.GivenOn<Debtor>(Ana.Value, Registered).When(Grant with { Now = June(7, 12) }).ThenRefused("collections.exception-period-invalid");
        Spec.GivenOn<Debtor>(Ana.Value, Registered).When(Grant with { Until = Grant.From.AddDays(90).AddTicks(1) }).ThenRefused("collections.exception-period-invalid");
        Spec.GivenOn<Debtor>(Ana.Value, Registered).When(Grant with { Until = Grant.From.AddDays(90) }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void Needs_a_ground() => Spec.GivenOn<Debtor>(Ana.Value, Registered).When(Grant with { Ground = " " }).ThenRefused("collections.reason-missing");

    [Fact]
    public void Opens_closed_hours_and_the_permit_names_it()
    {
        var asked = Ask(June(7, 11, 50));
        Given(WithPhone(), Sunday).When(asked).Then(Permitted(asked, June(7, 12), Allowance));
    }

    [Fact]
    public void Holds_from_its_first_instant_to_before_its_last()
    {
        Given(WithPhone(), Sunday).When(Ask(June(7, 10))).Decision.Refusal.ShouldBeNull();
        Given(WithPhone(), Sunday).When(Ask(June(7, 12))).Decision.Refusal!.Code.ShouldBe("collections.contact-outside-hours");
    }

    [Fact]
    public void Is_for_its_channel_only() =>
        Given(WithPhone(), Sunday).When(Ask(June(7, 11), ContactChannel.Sms)).Decision.Refusal!.Code.ShouldBe("collections.contact-outside-hours");

    [Fact]
    public void Is_the_next_allowed_instant_when_it_comes_before_the_opening() =>
        Given(WithPhone(), Sunday).When(Ask(June(6, 15))).Decision.Refusal!.Figures["nextAllowedAt"].ShouldBe(June(7, 10));

    [Fact]
    public void Lifts_limits_but_not_what_he_asked_for_himself()
    {
        var always = Sunday with { Channel = null, From = June(1, 0), Until = June(30, 0) };
        var direct = Counted("1", At(2026, 6, 2, 8), direct: true);

        Given(WithPhone(), direct, always).When(Ask(June(2, 9), ContactChannel.WhatsApp)).Decision.Refusal.ShouldBeNull();
        Given(WithPhone(new DoNotContactRequested(Ana, "Asked", null)), always).When(Ask(June(2, 9))).Decision.Refusal!.Code
            .ShouldBe("collections.contact-do-not-contact");
    }

    [Fact]
    public void A_permit_that_needed_none_names_none()
    {
        var asked = Ask(June(2, 9));
        Given(WithPhone(), Sunday with { From = June(1, 0) }).When(asked).Then(Permitted(asked, June(2, 9, 15)));
    }
}

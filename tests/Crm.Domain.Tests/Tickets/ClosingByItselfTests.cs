using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class ClosingByItselfTests
{
    private static readonly Spec<Ticket, CloseTicketWhenDue> Closes = new(CloseTicketWhenDueHandler.Handle);

    private static readonly TicketClosed ByItself = new(
        Known.Ticket, TicketState.Resolved, CloseCause.AfterResolution, Monday.At, null, Held with { State = TicketState.Closed }, At(2026, 6, 4));

    [Fact]
    public void A_customer_who_is_silent_for_seven_days_ends_the_ticket()
    {
        Closes.Given(UpTo(TicketState.WaitingForCustomer)).When(new(At(2026, 6, 8, 9, 59))).ThenRefused("tickets.not-due-to-close");
        Closes.Given(UpTo(TicketState.WaitingForCustomer)).When(new(At(2026, 6, 8)))
            .Then(ByItself with { From = TicketState.WaitingForCustomer, Cause = CloseCause.RequesterSilent, Moment = At(2026, 6, 8) });
    }

    [Fact]
    public void A_resolution_nobody_objects_to_ends_it_after_72_hours()
    {
        Closes.Given(UpTo(TicketState.Resolved)).When(new(At(2026, 6, 4, 9, 59))).ThenRefused("tickets.not-due-to-close");
        Closes.Given(UpTo(TicketState.Resolved)).When(new(At(2026, 6, 4))).Then(ByItself);
    }

    [Theory]
    [InlineData(TicketState.Open), InlineData(TicketState.InProgress), InlineData(TicketState.WaitingForThirdParty), InlineData(TicketState.Closed)]
    public void Nothing_else_ends_by_itself(TicketState state) => Closes.Given(UpTo(state)).When(new(At(2030, 1, 1))).ThenNothing();

    [Fact]
    public void Seven_days_end_at_the_same_time_of_day_also_when_clocks_are_changed_between()
    {
        // Madrid puts its clocks back on 25 October 2026: seven days are 169 hours there.
        var asked = BusinessMoment.Of(new DateTimeOffset(2026, 10, 20, 8, 0, 0, TimeSpan.Zero), "Europe/Madrid");

        (TicketTerms.SilentUntil(asked) - asked.At).ShouldBe(TimeSpan.FromHours(169));
        (TicketTerms.ClosesAt(asked) - asked.At).ShouldBe(TimeSpan.FromHours(72));
    }
}

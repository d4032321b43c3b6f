using Crm.Domain.Identity.Agents;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Identity.People;

namespace Crm.Domain.Tests.Identity;

public sealed class AgentTests
{
    private static readonly Work Work = new(Known.Campaign, null, Ana);
    private static readonly WorkDayStarted Started = new(Ana, Work, new(2026, 6, 1), At(24, 0).At, At(8, 0));
    private static readonly AgentBecameAvailable There = new(Ana, Work, At(8, 0));

    private static readonly Spec<Agent, ClockIn> In = new((command, agent) => ClockInHandler.Handle(command, agent, Ana));
    private static readonly Spec<Agent, ClockOut> Out = new(ClockOutHandler.Handle);
    private static readonly Spec<Agent, StartPause> Pause = new(StartPauseHandler.Handle);
    private static readonly Spec<Agent, BecomeBusy> Busy = new(BecomeBusyHandler.Handle);
    private static readonly Spec<Agent, BecomeFree> Free = new(BecomeFreeHandler.Handle);
    private static readonly Spec<Agent, BecomeAvailable> Available = new(BecomeAvailableHandler.Handle);

    [Fact]
    public void A_day_begins_once_a_date()
    {
        In.Given().When(new(Work, At(8, 0))).Then(Started, There);
        In.Given(Started, There, Ended(17, 0, 0)).When(new(Work, At(18, 0))).ThenRefused("identity.clocked-out-today");
    }

    [Fact]
    public void A_day_ends_with_its_pause_and_counts_what_was_staffed()
    {
        Out.Given(Started, There, new WorkPauseStarted(Ana, Work, new(2026, 6, 1), PauseType.Lunch, null, At(12, 0)))
            .When(new(At(12, 30)))
            .Then(
                new WorkPauseEnded(Ana, Work, new(2026, 6, 1), PauseType.Lunch, 1800, At(12, 30)), Ended(12, 30, 1800),
                new AgentWentOffline(Ana, Work, OfflineCause.ClockedOut, At(12, 30)));
        Out.Given(There).When(new(At(12, 0))).ThenRefused("identity.not-clocked-in");
    }

    [Fact]
    public void Another_pause_ends_the_one_before() =>
        Pause.Given(Started, There, new WorkPauseStarted(Ana, Work, new(2026, 6, 1), PauseType.Break, null, At(10, 0)), new AgentTookBreak(Ana, Work, "break", At(10, 0)))
            .When(new(PauseType.Meeting, "Weekly", At(10, 10)))
            .Then(
                new WorkPauseEnded(Ana, Work, new(2026, 6, 1), PauseType.Break, 600, At(10, 10)),
                new WorkPauseStarted(Ana, Work, new(2026, 6, 1), PauseType.Meeting, "Weekly", At(10, 10)),
                new AgentTookBreak(Ana, Work, "Weekly", At(10, 10)));

    [Fact]
    public void What_was_left_open_is_closed_when_its_date_is_over()
    {
        var agent = Folded.Of<Agent>([Started, There])!;
        CloseWorkDayHandler.Handle(new(At(23, 59).At), agent).Appends.ShouldBeFalse();
        var closed = CloseWorkDayHandler.Handle(new(At(24, 0).At.AddHours(5)), agent);
        closed.Events.OfType<WorkDayEnded>().Single().ShouldBe(new(Ana, Work, new(2026, 6, 1), WorkDayEnd.ClosedAtNight, 16 * 3600, 0, At(24, 0)));

        CloseWorkDayHandler.Handle(new(At(24, 0).At.AddHours(5)), closed.Events.Aggregate((Agent?)agent, Agent.Evolve)!).Appends.ShouldBeFalse();
    }

    [Fact]
    public void Who_comes_the_next_day_finds_the_day_before_closed() =>
        ClockInHandler.Handle(new(Work, BusinessMoment.Of(At(32, 0).At, "America/Bogota")), Folded.Of<Agent>([Started, There]), Ana)
            .Events.Select(e => e.GetType()).ShouldBe([typeof(WorkDayEnded), typeof(AgentWentOffline), typeof(WorkDayStarted), typeof(AgentBecameAvailable)]);

    [Fact]
    public void Busy_by_himself_and_busy_with_all_he_can_take_are_remembered_apart()
    {
        AgentBecameBusy himself = new(Ana, Work, Automatic: false, At(9, 0)), full = new(Ana, Work, Automatic: true, At(9, 5));
        Busy.Given(Started, There).When(new(Automatic: false, At(9, 0))).Then(himself);
        Free.Given(Started, There, himself, full).When(new(Automatic: true, At(9, 10))).Then(new AgentBecameFree(Ana, Work, Automatic: true, At(9, 10)));

        var agent = Folded.Of<Agent>([Started, There, himself, full, new AgentBecameFree(Ana, Work, Automatic: true, At(9, 10))])!;
        (agent.State, agent.BusyByHimself, agent.BusyAutomatically).ShouldBe((AgentState.Busy, true, false));
        Available.Given(Started, There, himself, full).When(new(At(9, 20))).Then(new AgentBecameFree(Ana, Work, Automatic: false, At(9, 20)));
        Folded.Of<Agent>([Started, There, full])!.State.ShouldBe(AgentState.Busy);
    }

    [Fact]
    public void Who_is_in_a_pause_or_has_not_come_is_not_available()
    {
        Available.Given(Started, There, new WorkPauseStarted(Ana, Work, new(2026, 6, 1), PauseType.Lunch, null, At(12, 0))).When(new(At(12, 1))).ThenRefused("identity.pause-open");
        Available.Given(Started, There, Ended(17, 0, 0)).When(new(At(17, 5))).ThenRefused("identity.not-clocked-in");
        Busy.Given(Started, There, new AgentWentOffline(Ana, Work, OfflineCause.Himself, At(9, 0))).When(new(Automatic: false, At(9, 1))).ThenRefused("identity.agent-not-present");
    }

    [Fact]
    public void A_break_has_its_reason_and_ends_when_he_says_so()
    {
        var agent = Folded.Of<Agent>([Started, There, new AgentTookBreak(Ana, Work, "Feedback", At(9, 0))])!;
        (agent.State, agent.BreakReason).ShouldBe((AgentState.Break, "Feedback"));
        TakeBreakHandler.Handle(new("Feedback", At(9, 1)), agent).Appends.ShouldBeFalse();
        BecomeAvailableHandler.Handle(new(At(9, 5)), agent).Events.Aggregate((Agent?)agent, Agent.Evolve)!.State.ShouldBe(AgentState.Available);
    }

    private static WorkDayEnded Ended(int hour, int minute, long paused) =>
        new(Ana, Work, new(2026, 6, 1), WorkDayEnd.ClockedOut, ((hour - 8) * 3600) + (minute * 60), paused, At(hour, minute));

    private static BusinessMoment At(int hour, int minute) =>
        BusinessMoment.Of(new DateTimeOffset(2026, 6, 1, 5, 0, 0, TimeSpan.Zero).AddHours(hour).AddMinutes(minute), "America/Bogota");
}

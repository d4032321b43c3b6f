using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.FollowUps;

public sealed class FollowUpTests
{
    private static readonly FollowUpScheduled Scheduled = new(
        Appointment, Ana, Account, null, Agent, Known.Work, At(2026, 6, 4, 16), June(5, 0), "Ask for the receipt");

    private static readonly FollowUpMissed Missed = new(Appointment, Ana, Agent, Known.Campaign);
    private static readonly FollowUpCompleted Completed = new(Appointment, Ana, Agent, Attempt);
    private static readonly FollowUpCancelled Cancelled = new(Appointment, Ana, Agent, "Paid");

    private static readonly Spec<FollowUp, ScheduleFollowUp> Schedules = new((command, followUp, streams) =>
        ScheduleFollowUpHandler.Handle(command, followUp, streams.Get<Debtor>(Ana.Value)));

    private static readonly Spec<FollowUp, CompleteFollowUp> Completes = new(CompleteFollowUpHandler.Handle);
    private static readonly Spec<FollowUp, MissFollowUp> Misses = new(MissFollowUpHandler.Handle);
    private static readonly Spec<FollowUp, MoveFollowUp> Moves = new(MoveFollowUpHandler.Handle);
    private static readonly Spec<FollowUp, CancelFollowUp> Cancels = new(CancelFollowUpHandler.Handle);

    private static readonly ScheduleFollowUp Schedule = new(Appointment, Account, Agent, Known.Work, June(4, 16), " Ask for the receipt ", At(2026, 6, 2));
    private static readonly MoveFollowUp Move = new(June(9, 11), "He is away", Agent, BySupervisor: false, June(4, 9));

    [Fact]
    public void Is_scheduled_and_missed_when_its_day_ends_in_the_campaigns_zone() => Schedules.GivenOn<Debtor>(Ana.Value, Registered).When(Schedule).Then(Scheduled);

    [Fact]
    public void Is_due_after_now_and_within_a_year()
    {
        var scheduling = Schedules.GivenOn<Debtor>(Ana.Value, Registered);

        scheduling.When(Schedule with { DueAt = Schedule.Now.At }).ThenRefused("collections.follow-up-due-out-of-range");
        scheduling.When(Schedule with { DueAt = Schedule.Now.At.AddTicks(1) }).Decision.Refusal.ShouldBeNull();
        scheduling.When(Schedule with { DueAt = Schedule.Now.At.AddDays(366) }).Decision.Refusal.ShouldBeNull();
        scheduling.When(Schedule with { DueAt = Schedule.Now.At.AddDays(366).AddTicks(1) }).ThenRefused("collections.follow-up-due-out-of-range");
    }

    [Fact]
    public void Is_completed_by_its_owner() => Completes.Given(Scheduled).When(new(Agent, BySupervisor: false, Attempt)).Then(Completed);

    [Fact]
    public void Is_completed_by_a_supervisor() =>
        Completes.Given(Scheduled).When(new(Supervisor, BySupervisor: true)).Then(new FollowUpCompleted(Appointment, Ana, Supervisor, null));

    [Fact]
    public void Is_nobody_elses() => Completes.Given(Scheduled).When(new(OtherAgent, BySupervisor: false)).ThenRefused("collections.follow-up-of-another");

    [Fact]
    public void A_missed_one_may_still_be_done() => Completes.Given(Scheduled, Missed).When(new(Agent, false, Attempt)).Then(Completed);

    [Fact]
    public void A_cancelled_one_is_over() => Completes.Given(Scheduled, Cancelled).When(new(Agent, false)).ThenRefused("collections.follow-up-over");

    [Fact]
    public void Is_missed_when_its_day_is_over() => Misses.Given(Scheduled).When(new(June(5, 0))).Then(Missed);

    [Fact]
    public void Waits_for_the_last_instant_of_its_day() => Misses.Given(Scheduled).When(new(June(5, 0).AddTicks(-1))).ThenRefused("collections.follow-up-not-over");

    [Fact]
    public void What_is_done_is_not_missed() => Misses.Given(Scheduled, Completed).When(new(June(5, 0))).ThenNothing();

    [Fact]
    public void Is_moved_with_a_reason() => Moves.Given(Scheduled).When(Move).Then(
        new FollowUpMoved(Appointment, Ana, At(2026, 6, 4, 16), At(2026, 6, 9, 11), June(10, 0), "He is away"));

    [Fact]
    public void Moving_says_why() => Moves.Given(Scheduled).When(Move with { Reason = "" }).ThenRefused("collections.reason-missing");

    [Fact]
    public void Moves_forward_only() => Moves.Given(Scheduled).When(Move with { DueAt = Move.Now }).ThenRefused("collections.follow-up-due-out-of-range");

    [Fact]
    public void A_missed_one_that_is_moved_is_awaited_again()
    {
        var moved = Moves.Given(Scheduled, Missed).When(Move).Decision.Events;

        Misses.Given([Scheduled, Missed, .. moved]).When(new(June(10, 0))).Then(Missed);
        Misses.Given([Scheduled, Missed, .. moved]).When(new(June(9, 23))).ThenRefused("collections.follow-up-not-over");
    }

    [Fact]
    public void Is_cancelled_by_its_owner_or_a_supervisor()
    {
        Cancels.Given(Scheduled).When(new(Agent, false, "Paid")).Then(Cancelled);
        Cancels.Given(Scheduled).When(new(OtherAgent, false, "Paid")).ThenRefused("collections.follow-up-of-another");
        Cancels.Given(Scheduled, Completed).When(new(Agent, false, "Paid")).ThenRefused("collections.follow-up-over");
    }
}

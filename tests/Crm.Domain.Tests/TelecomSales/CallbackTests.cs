using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class CallbackTests
{
    private static readonly CallbackId Id1 = new(Id("cb01"));
    private static readonly SaleId Sold = new(Id("5a01")), OtherSale = new(Id("5a02"));
    private static readonly Guid Call = Id("ca01"), NextCall = Id("ca02");

    private static readonly CallbackScheduled Scheduled = new(
        Id1, SaleKind.Portability, Known.Work, "Ana Peña", "+573001234567", At(2026, 6, 4, 16), At(2026, 6, 5, 0).At, "After pay day", Agent, At(2026, 6, 2));

    private static readonly CallbackDue Due = new(Id1, SaleKind.Portability, Known.Work, At(2026, 6, 4, 16), At(2026, 6, 4, 16));
    private static readonly CallbackMissed Missed = new(Id1, SaleKind.Portability, Known.Work, At(2026, 6, 4, 16), At(2026, 6, 5, 0));
    private static readonly CallbackWon Won = new(Id1, SaleKind.Portability, Known.Work, Sold, null, Agent, At(2026, 6, 4, 17));
    private static readonly CallbackCancelled Cancelled = new(Id1, SaleKind.Portability, Known.Work, "Bought in a shop", Agent, At(2026, 6, 3));

    private static readonly Spec<Callback, ScheduleCallback> Schedules = new(ScheduleCallbackHandler.Handle);
    private static readonly Spec<Callback, AnnounceCallback> Announces = new(AnnounceCallbackHandler.Handle);
    private static readonly Spec<Callback, MissCallback> Misses = new(MissCallbackHandler.Handle);
    private static readonly Spec<Callback, CallAgain> CallsAgain = new(CallAgainHandler.Handle);
    private static readonly Spec<Callback, WinCallback> Wins = new(WinCallbackHandler.Handle);
    private static readonly Spec<Callback, DeclineCallback> Declines = new(DeclineCallbackHandler.Handle);
    private static readonly Spec<Callback, MoveCallback> Moves = new(MoveCallbackHandler.Handle);
    private static readonly Spec<Callback, ReassignCallback> Reassigns = new(ReassignCallbackHandler.Handle);
    private static readonly Spec<Callback, CancelCallback> Cancels = new(CancelCallbackHandler.Handle);

    private static readonly ScheduleCallback Schedule = new(
        Id1, SaleKind.Portability, Known.Work, " Ana Peña ", "300 123 4567", "CO", At(2026, 6, 4, 16).At.AddSeconds(42), " After pay day ", Agent, At(2026, 6, 2));

    private static readonly CallAgain Unreached = new(Call, Reached: false, At(2026, 6, 5, 9).At, "Voice mail", Agent, false, At(2026, 6, 4, 16, 5));
    private static readonly WinCallback Win = new(Sold, Known.Campaign, null, Agent, false, At(2026, 6, 4, 17));
    private static readonly MoveCallback Move = new(At(2026, 6, 9, 11).At, "He travels", Agent, false, At(2026, 6, 3));

    [Fact]
    public void Is_planned_to_the_minute_at_the_campaigns_wall_clock_and_missed_when_its_day_ends_there() => Schedules.Given().When(Schedule).Then(Scheduled);

    [Fact]
    public void Is_due_after_now_and_within_a_year()
    {
        Schedules.Given().When(Schedule with { DueAt = Schedule.Now.At }).ThenRefused("telecom-sales.callback-due-out-of-range");
        Schedules.Given().When(Schedule with { DueAt = Schedule.Now.At.AddMinutes(1) }).Decision.Refusal.ShouldBeNull();
        Schedules.Given().When(Schedule with { DueAt = Schedule.Now.At.AddDays(366) }).Decision.Refusal.ShouldBeNull();
        Schedules.Given().When(Schedule with { DueAt = Schedule.Now.At.AddDays(366).AddMinutes(1) }).ThenRefused("telecom-sales.callback-due-out-of-range");
    }

    [Fact]
    public void Needs_somebody_to_call_and_a_phone_of_the_country()
    {
        Schedules.Given().When(Schedule with { ProspectName = " " }).ThenRefused("telecom-sales.prospect-name-missing");
        Schedules.Given().When(Schedule with { Phone = "12345" }).ThenRefused("telecom-sales.phone-malformed");
        Schedules.Given().When(Schedule with { Note = new('x', 1_001) }).ThenRefused("telecom-sales.note-too-long");
    }

    [Fact]
    public void Is_announced_at_its_instant_once()
    {
        Announces.Given(Scheduled).When(new(At(2026, 6, 4, 16))).Then(Due);
        Announces.Given(Scheduled).When(new(At(2026, 6, 4, 15, 59))).ThenRefused("telecom-sales.callback-not-due");
        Announces.Given(Scheduled, Due).When(new(At(2026, 6, 4, 18))).ThenNothing();
        Announces.Given(Scheduled, Won).When(new(At(2026, 6, 4, 18))).ThenNothing();
    }

    [Fact]
    public void A_new_instant_is_announced_anew() =>
        Announces.Given(Scheduled, Due, new CallbackMoved(Id1, SaleKind.Portability, Known.Work, At(2026, 6, 4, 16), At(2026, 6, 9, 11), At(2026, 6, 10, 0).At, "He travels", Agent, At(2026, 6, 4, 16)))
            .When(new(At(2026, 6, 9, 11))).Then(Due with { Due = At(2026, 6, 9, 11), Moment = At(2026, 6, 9, 11) });

    [Fact]
    public void Is_missed_when_its_day_is_over_and_not_before()
    {
        Misses.Given(Scheduled, Due).When(new(At(2026, 6, 5, 0))).Then(Missed);
        Misses.Given(Scheduled).When(new(At(2026, 6, 4, 23, 59))).ThenRefused("telecom-sales.callback-day-not-over");
        Misses.Given(Scheduled, Won).When(new(At(2026, 6, 5, 0))).ThenNothing();
    }

    [Fact]
    public void Who_is_not_reached_is_called_again_and_the_tries_are_counted()
    {
        var first = new CallbackUnreached(
            Id1, SaleKind.Portability, Known.Work, Call, 1, At(2026, 6, 4, 16), At(2026, 6, 5, 9), At(2026, 6, 6, 0).At, "Voice mail", Agent, At(2026, 6, 4, 16, 5));
        CallsAgain.Given(Scheduled, Due).When(Unreached).Then(first);
        CallsAgain.Given(Scheduled, Due, first).When(Unreached with { CallId = NextCall, DueAt = At(2026, 6, 6, 9).At }).Then(
            first with { CallId = NextCall, Tries = 2, OldDue = At(2026, 6, 5, 9), NewDue = At(2026, 6, 6, 9), MissedAfter = At(2026, 6, 7, 0).At });
    }

    [Fact]
    public void Who_asks_for_another_call_is_reached_and_counts_no_try() => CallsAgain.Given(Scheduled, Missed).When(Unreached with { Reached = true }).Then(
        new CallbackDeferred(Id1, SaleKind.Portability, Known.Work, Call, At(2026, 6, 4, 16), At(2026, 6, 5, 9), At(2026, 6, 6, 0).At, "Voice mail", Agent, At(2026, 6, 4, 16, 5)));

    [Fact]
    public void Calling_again_has_a_new_instant() => CallsAgain.Given(Scheduled).When(Unreached with { DueAt = Unreached.Now.At }).ThenRefused("telecom-sales.callback-due-out-of-range");

    [Fact]
    public void Is_won_with_a_sale_of_its_campaign_once()
    {
        Wins.Given(Scheduled, Missed).When(Win).Then(Won);
        Wins.Given(Scheduled, Won).When(Win with { SaleId = OtherSale }).ThenRefused("telecom-sales.callback-over");
        Wins.Given(Scheduled).When(Win with { SaleCampaignId = new(Id("c2")) }).ThenRefused("telecom-sales.callback-of-another-campaign");
    }

    [Fact]
    public void Is_declined() => Declines.Given(Scheduled).When(new("Too dear", Agent, false, At(2026, 6, 4, 16))).Then(
        new CallbackDeclined(Id1, SaleKind.Portability, Known.Work, "Too dear", Agent, At(2026, 6, 4, 16)));

    [Fact]
    public void Is_nobody_elses_but_a_supervisors()
    {
        Wins.Given(Scheduled).When(Win with { By = OtherAgent }).ThenRefused("telecom-sales.callback-of-another");
        Wins.Given(Scheduled).When(Win with { By = Supervisor, BySupervisor = true }).Then(Won with { By = Supervisor });
    }

    [Fact]
    public void Is_moved_with_a_reason_without_a_call()
    {
        Moves.Given(Scheduled).When(Move).Then(
            new CallbackMoved(Id1, SaleKind.Portability, Known.Work, At(2026, 6, 4, 16), At(2026, 6, 9, 11), At(2026, 6, 10, 0).At, "He travels", Agent, At(2026, 6, 3)));
        Moves.Given(Scheduled).When(Move with { Reason = " " }).ThenRefused("telecom-sales.reason-missing");
        Moves.Given(Scheduled).When(Move with { DueAt = Scheduled.Due.At }).ThenNothing();
    }

    [Fact]
    public void A_missed_one_that_is_moved_is_awaited_again() => Misses.Given(
            Scheduled, Missed, new CallbackMoved(Id1, SaleKind.Portability, Known.Work, At(2026, 6, 4, 16), At(2026, 6, 9, 11), At(2026, 6, 10, 0).At, "He travels", Agent, At(2026, 6, 5)))
        .When(new(At(2026, 6, 10, 0))).Then(Missed with { Due = At(2026, 6, 9, 11), Moment = At(2026, 6, 10, 0) });

    [Fact]
    public void Is_given_to_somebody_else_of_the_campaign()
    {
        var other = new Work(Known.Campaign, null, OtherAgent);
        var reassigned = new CallbackReassigned(Id1, SaleKind.Portability, other, Known.Work, "On leave", Supervisor, At(2026, 6, 3));
        Reassigns.Given(Scheduled).When(new(other, "On leave", Supervisor, At(2026, 6, 3))).Then(reassigned);
        Reassigns.Given(Scheduled).When(new(other with { CampaignId = new(Id("c2")) }, "On leave", Supervisor, At(2026, 6, 3))).ThenRefused("telecom-sales.callback-of-another-campaign");
        Wins.Given(Scheduled, reassigned).When(Win).ThenRefused("telecom-sales.callback-of-another");
    }

    [Fact]
    public void Is_called_off_with_a_reason_and_is_over_then()
    {
        Cancels.Given(Scheduled).When(new("Bought in a shop", Agent, false, At(2026, 6, 3))).Then(Cancelled);
        Cancels.Given(Scheduled).When(new(" ", Agent, false, At(2026, 6, 3))).ThenRefused("telecom-sales.reason-missing");
        CallsAgain.Given(Scheduled, Cancelled).When(Unreached).ThenRefused("telecom-sales.callback-over");
    }

    /// <summary>Whatever is done to it in whatever order: a call told of twice counts once, and one that is over stays so.</summary>
    [Fact]
    public void Any_history_holds_together() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(0, 1_000).ArrayOf().ToArbitrary(), numbers =>
    {
        var now = At(2026, 6, 2);
        var commands = new List<Func<Callback?, Decision>> { callback => ScheduleCallbackHandler.Handle(Schedule, callback) };
        foreach (var number in numbers)
        {
            var at = now = BusinessMoment.Of(now.At.AddHours(1 + number % 30), Bogota);
            var by = number % 3 == 0 ? OtherAgent : Agent;
            commands.Add((number % 8) switch
            {
                0 => callback => AnnounceCallbackHandler.Handle(new(at), callback!),
                1 => callback => MissCallbackHandler.Handle(new(at), callback!),
                2 or 3 => callback => CallAgainHandler.Handle(new(Id((0xca00 + number % 40).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)), number % 2 == 0, at.At.AddHours(5), null, by, true, at), callback!),
                4 => callback => MoveCallbackHandler.Handle(new(at.At.AddHours(7), "Moved", by, true, at), callback!),
                5 => callback => ReassignCallbackHandler.Handle(new(new(Known.Campaign, null, by), "Given", Supervisor, at), callback!),
                6 when number > 900 => callback => WinCallbackHandler.Handle(new(Sold, Known.Campaign, null, by, true, at), callback!),
                7 when number > 900 => callback => CancelCallbackHandler.Handle(new("Off", by, true, at), callback!),
                _ => callback => DeclineCallbackHandler.Handle(new(null, by, number > 950, at), callback!),
            });
        }

        var history = Histories.Run(commands).ToList();
        var over = history.FindIndex(step => !step.State.IsPending);
        if (over >= 0) over.ShouldBe(history.Count - 1, "Nothing happens to what is over.");
    }));
}

using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tests.Tickets.Sla;

public sealed class SlaReckoningTests
{
    // Mon–Fri 07–19, Sat 08–13, Colombia's holidays; Monday 8 June 2026 is Corpus Christi.
    private static readonly SlaTerms Usual = SlaTerms.Usual(Known.Bogota, BusinessCalendar.Colombia);

    [Theory]
    [InlineData(TicketPriority.Critical, "2026-06-02 10:30", "2026-06-02 14:00")]
    [InlineData(TicketPriority.High, "2026-06-02 12:00", "2026-06-02 18:00")]
    [InlineData(TicketPriority.Medium, "2026-06-02 14:00", "2026-06-04 10:00")]
    [InlineData(TicketPriority.Low, "2026-06-02 18:00", "2026-06-10 17:00")]
    public void Usual_terms_promise_by_priority(TicketPriority priority, string answer, string help)
    {
        var tale = new TicketTale().Opened("2026-06-02 10:00", priority);

        tale.Wall(tale.Run(SlaClock.FirstResponse, Usual, "2026-06-02 10:00").DueAt).ShouldBe(answer);
        tale.Wall(tale.Run(SlaClock.Resolution, Usual, "2026-06-02 10:00").DueAt).ShouldBe(help);
    }

    [Fact]
    public void A_pause_over_night_stops_the_clock_and_the_rest_counts_on()
    {
        var tale = new TicketTale().Opened("2026-06-02 10:00", TicketPriority.High).Started("2026-06-02 11:00").AwaitsCustomer("2026-06-02 17:00");
        tale.Run(SlaClock.Resolution, Usual, "2026-06-03 02:00").ShouldSatisfyAllConditions(run => run.Status.ShouldBe(SlaRunStatus.Paused), run => run.DueAt.ShouldBeNull(), run => run.BreachedAt.ShouldBeNull());
        tale.Under(Usual, "2026-06-03 02:00").NextBreachAt.ShouldBeNull("Nothing runs.");

        var run = tale.Resumed("2026-06-03 09:00").Run(SlaClock.Resolution, Usual, "2026-06-03 09:30");

        run.Status.ShouldBe(SlaRunStatus.Running);
        (run.Elapsed, run.Remaining).ShouldBe((TimeSpan.FromHours(7.5), TimeSpan.FromHours(0.5)));
        tale.Wall(run.WarnAt).ShouldBe("2026-06-02 16:00");
        tale.Wall(run.DueAt).ShouldBe("2026-06-03 10:00");
        run.Segments.Select(segment => $"{segment.State} {segment.Runs} {segment.Business.TotalMinutes} of {segment.Calendar.TotalMinutes}").ShouldBe([
            "Open True 60 of 60", "InProgress True 360 of 360", "WaitingForCustomer False 240 of 960", "InProgress True 30 of 30",
        ]);
    }

    [Fact]
    public void A_pause_over_a_long_weekend_costs_only_what_was_worked()
    {
        var tale = new TicketTale().Opened("2026-06-05 16:00", TicketPriority.Critical).AwaitsThirdParty("2026-06-05 17:30").Resumed("2026-06-09 08:00", ResumeCause.ThirdPartyAnswered);

        tale.Wall(tale.Run(SlaClock.Resolution, Usual, "2026-06-09 08:00").DueAt).ShouldBe("2026-06-09 10:30", "1½ h on Friday; nothing in the pause; 2½ h on Tuesday.");
    }

    [Theory]
    [InlineData("2026-06-05 18:00", "2026-06-06 11:00")] // Friday evening, Saturday morning
    [InlineData("2026-06-06 12:00", "2026-06-09 10:00")] // over Sunday and the holiday
    [InlineData("2026-06-07 03:00", "2026-06-09 11:00")] // opened on Sunday night
    public void Nights_weekends_and_holidays_do_not_count(string opened, string due)
    {
        var tale = new TicketTale().Opened(opened, TicketPriority.Critical);
        tale.Wall(tale.Run(SlaClock.Resolution, Usual, opened).DueAt).ShouldBe(due);
    }

    [Theory]
    // Round the clock; 8 hours from 22:00 of the evening before the change.
    [InlineData("Europe/Madrid", "2026-03-28 22:00", "2026-03-29 07:00", 240)] // the hour from 02:00 never was
    [InlineData("Europe/Madrid", "2026-10-24 22:00", "2026-10-25 05:00", 360)] // the hour from 02:00 came twice
    [InlineData("America/Santiago", "2026-09-05 22:00", "2026-09-06 07:00", 240)] // midnight was 01:00
    [InlineData("America/Santiago", "2026-04-04 22:00", "2026-04-05 05:00", 360)] // the hour from 23:00 came twice
    [InlineData("America/Bogota", "2026-03-28 22:00", "2026-03-29 06:00", 300)]
    public void Where_clocks_change_the_hours_that_are_lived_count(string zone, string opened, string due, int pausedMinutes)
    {
        var calendar = BusinessCalendar.MondayToFriday with { WorkingWeekdays = Enum.GetValues<DayOfWeek>() };
        var terms = Usual with { Hours = new(zone, calendar, [.. calendar.WorkingWeekdays.Select(day => new OpenHours(day, TimeOnly.MinValue, TimeOnly.MinValue))]) };
        var tale = new TicketTale(zone).Opened(opened, TicketPriority.High);
        tale.Wall(tale.Run(SlaClock.Resolution, terms, opened).DueAt).ShouldBe(due);

        // A pause from 22:00 to 03:00 over the change lasts as long as it was.
        tale.AwaitsCustomer(opened).Resumed(due[..11] + "03:00");
        tale.Run(SlaClock.Resolution, terms, due).Segments.Single(segment => !segment.Runs).Business.ShouldBe(TimeSpan.FromMinutes(pausedMinutes));
    }

    [Fact]
    public void A_raised_priority_is_reckoned_from_the_start()
    {
        var tale = new TicketTale().Opened("2026-06-02 08:00", TicketPriority.Low).Prioritised("2026-06-02 10:00", TicketPriority.Critical);

        tale.Wall(tale.Run(SlaClock.FirstResponse, Usual, "2026-06-02 10:00").BreachedAt).ShouldBe("2026-06-02 08:30");
        tale.Wall(tale.Run(SlaClock.Resolution, Usual, "2026-06-02 10:00").DueAt).ShouldBe("2026-06-02 12:00");

        var keeping = Usual with { OnChange = SlaChangeRule.KeepFromStart };
        tale.Wall(tale.Run(SlaClock.Resolution, keeping, "2026-06-02 10:00").DueAt).ShouldBe("2026-06-10 15:00", "It keeps the 72 hours it began with.");
    }

    [Fact]
    public void What_was_done_before_the_priority_changed_stays_done()
    {
        var tale = new TicketTale().Opened("2026-06-02 08:00", TicketPriority.Low).Started("2026-06-02 09:00").Prioritised("2026-06-02 10:00", TicketPriority.Critical);

        tale.Run(SlaClock.FirstResponse, Usual, "2026-06-02 10:00").ShouldSatisfyAllConditions(run => run.Status.ShouldBe(SlaRunStatus.Met), run => run.BreachedAt.ShouldBeNull(), run => run.Limit.Length.ShouldBe(480));
    }

    [Fact]
    public void Another_queue_has_limits_of_its_own()
    {
        var terms = Usual with { Targets = [.. Usual.Targets, new(TicketPriority.Medium, SlaLimit.Minutes(10), SlaLimit.Hours(1), QueueId: TicketTale.Sales)] };
        var tale = new TicketTale().Opened("2026-06-02 08:00").Moved("2026-06-02 08:05", TicketTale.Sales);

        tale.Wall(tale.Run(SlaClock.Resolution, terms, "2026-06-02 08:05").DueAt).ShouldBe("2026-06-02 09:00");
    }

    [Fact]
    public void A_reopening_begins_another_run_and_leaves_the_first_as_it_was()
    {
        var tale = new TicketTale().Opened("2026-06-02 08:00", TicketPriority.Critical).Resolved("2026-06-02 11:00")
            .Closed("2026-06-05 11:00").Reopened("2026-06-09 09:00").AwaitsCustomer("2026-06-09 10:00").Resumed("2026-06-09 11:00").Resolved("2026-06-09 15:30");
        var reckoning = tale.Under(Usual, "2026-06-10 12:00");

        reckoning.Runs.Where(run => run.Clock is SlaClock.Resolution).Select(run => $"{run.Number} {run.Status} {run.Elapsed.TotalMinutes} breached {tale.Wall(run.BreachedAt)}")
            .ShouldBe(["1 Met 180 breached never", "2 Met 330 breached 2026-06-09 14:00"]);
        reckoning.Resolutions.Select(one => $"{one.Number}: {one.Business.TotalMinutes} worked, {one.PausedBusiness.TotalMinutes} paused, {one.Calendar.TotalMinutes} by the calendar")
            .ShouldBe(["1: 180 worked, 0 paused, 180 by the calendar", "2: 510 worked, 60 paused, 510 by the calendar"]);
        reckoning.Resolutions.ShouldAllBe(one => one.Calendar + one.PausedCalendar + one.RestedCalendar == one.ResolvedAt - one.OpenedAt);
    }

    [Fact]
    public void Only_somebody_else_answers()
    {
        var requester = new TicketTale().Opened("2026-06-02 08:00").Said("2026-06-02 08:10", author: CommentAuthor.Requester)
            .Said("2026-06-02 08:20", CommentVisibility.Internal).Said("2026-06-02 08:30", author: CommentAuthor.System);
        requester.Run(SlaClock.FirstResponse, Usual, "2026-06-02 09:00").Status.ShouldBe(SlaRunStatus.Running);

        requester.Said("2026-06-02 09:10").Run(SlaClock.FirstResponse, Usual, "2026-06-02 10:00").EndedAt.ShouldBe(requester.At("2026-06-02 09:10").At);
        var step = new TicketTale().Opened("2026-06-02 08:00").Started("2026-06-02 08:40");
        step.Run(SlaClock.FirstResponse, Usual, "2026-06-02 10:00").EndedAt.ShouldBe(step.At("2026-06-02 08:40").At);
    }

    [Fact]
    public void The_customer_hears_of_it_as_often_as_was_promised()
    {
        var terms = Usual with { Targets = [.. Usual.Targets.Select(target => target with { Update = SlaLimit.Hours(2) })] };
        var tale = new TicketTale().Opened("2026-06-02 08:00").Started("2026-06-02 09:00").Said("2026-06-02 10:30").Said("2026-06-02 14:00").Resolved("2026-06-02 15:00");

        tale.Under(terms, "2026-06-02 18:00").Runs.Where(run => run.Clock is SlaClock.Update)
            .Select(run => $"{run.Number} {run.Status} {run.Elapsed.TotalMinutes} {tale.Wall(run.BreachedAt)}")
            .ShouldBe(["1 Met 90 never", "2 Met 210 2026-06-02 12:30", "3 Met 60 never"]);
        tale.Under(Usual, "2026-06-02 18:00").Runs.ShouldNotContain(run => run.Clock == SlaClock.Update, "Nothing was promised.");
    }

    [Fact]
    public void A_ticket_closed_in_silence_was_not_resolved()
    {
        var tale = new TicketTale().Opened("2026-06-02 08:00").AwaitsCustomer("2026-06-02 09:00").Closed("2026-06-09 09:00", CloseCause.RequesterSilent);

        var reckoning = tale.Under(Usual, "2026-06-10 09:00");
        reckoning.Runs.Single(run => run.Clock is SlaClock.Resolution).Status.ShouldBe(SlaRunStatus.Stopped);
        reckoning.Resolutions.ShouldBeEmpty();
        (reckoning.NextBreachAt, reckoning.BreachedSince).ShouldBe((null, null));
    }

    [Fact]
    public void A_limit_in_calendar_time_runs_day_and_night()
    {
        var terms = Usual with { Targets = [.. Usual.Targets.Select(target => target with { Resolution = new SlaLimit(24 * 60, SlaTime.Calendar) })] };
        var tale = new TicketTale().Opened("2026-06-05 18:00").AwaitsCustomer("2026-06-06 00:00").Resumed("2026-06-06 06:00");

        tale.Wall(tale.Run(SlaClock.Resolution, terms, "2026-06-06 06:00").DueAt).ShouldBe("2026-06-07 00:00");
    }

    [Fact]
    public void What_came_by_the_due_instant_came_in_time_and_what_came_after_it_did_not()
    {
        TicketTale Resolved(string at) => new TicketTale().Opened("2026-06-02 15:00", TicketPriority.Critical).Resolved(at);

        Resolved("2026-06-02 19:00").Run(SlaClock.Resolution, Usual, "2026-06-03 12:00").BreachedAt.ShouldBeNull("Due at 19:00, as the day closes.");
        Resolved("2026-06-02 19:01").Run(SlaClock.Resolution, Usual, "2026-06-03 12:00").BreachedAt.ShouldNotBeNull("No business time has gone by since, but 19:00 has.");
        new TicketTale().Opened("2026-06-02 15:00", TicketPriority.Critical).Run(SlaClock.Resolution, Usual, "2026-06-02 19:00").BreachedAt.ShouldNotBeNull("It is due now and has not come.");
    }

    [Fact]
    public void A_clock_that_breached_before_a_pause_stays_breached_in_it()
    {
        var tale = new TicketTale().Opened("2026-06-02 08:00", TicketPriority.Critical).AwaitsCustomer("2026-06-02 13:00");
        var reckoning = tale.Under(Usual, "2026-06-02 18:00");

        tale.Wall(reckoning.BreachedSince).ShouldBe("2026-06-02 12:00");
        reckoning.NextBreachAt.ShouldBeNull();
        reckoning.Runs.Single(run => run.Clock is SlaClock.Resolution).ShouldSatisfyAllConditions(run => run.Status.ShouldBe(SlaRunStatus.Paused), run => run.Remaining.ShouldBe(TimeSpan.FromMinutes(-60)));
    }
}

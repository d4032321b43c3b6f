using System.Globalization;
using Crm.Domain.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Domain.Tests.Kernel;

public sealed class BusinessTimeTests
{
    private static readonly BusinessHours Bogota = BusinessHours.Usual("America/Bogota", BusinessCalendar.Colombia);

    private static readonly BusinessCalendar EveryDay = BusinessCalendar.MondayToFriday with { WorkingWeekdays = Enum.GetValues<DayOfWeek>() };

    [Theory]
    [InlineData("2026-06-02T10:00", "2026-06-02T10:00", 0)]
    [InlineData("2026-06-02T10:00", "2026-06-02T11:30", 90)]
    [InlineData("2026-06-02T18:30", "2026-06-03T07:15", 45)] // a night
    [InlineData("2026-06-05T18:00", "2026-06-09T08:00", 60 + 300 + 60)] // Friday to Tuesday: Saturday morning counts, Corpus Christi on Monday the 8th does not
    [InlineData("2026-06-06T13:00", "2026-06-09T07:00", 0)] // the weekend itself
    [InlineData("2025-12-31T18:00", "2026-01-02T08:00", 120)] // over the end of the year
    [InlineData("2026-06-03T00:00", "2026-06-02T18:00", -60)] // backwards
    public void Counts_what_is_open_between(string from, string to, int minutes) =>
        BusinessTime.Of(Bogota).Between(Local(from, -5), Local(to, -5)).ShouldBe(TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("2026-06-02T10:00", 0, "2026-06-02T10:00")]
    [InlineData("2026-06-02T22:00", 0, "2026-06-02T22:00")]
    [InlineData("2026-06-02T18:00", 60, "2026-06-02T19:00")] // not the next morning: it is reached as the day closes
    [InlineData("2026-06-02T18:00", 61, "2026-06-03T07:01")]
    [InlineData("2026-06-02T22:00", 30, "2026-06-03T07:30")]
    [InlineData("2026-06-05T18:30", 30 + 300 + 1, "2026-06-09T07:01")] // Saturday, Sunday and Corpus Christi lie between
    public void Finds_when_that_much_was_open(string from, int minutes, string expected) =>
        BusinessTime.Of(Bogota).After(Local(from, -5), TimeSpan.FromMinutes(minutes)).ShouldBe(Local(expected, -5));

    [Theory]
    // Madrid: 02:00 → 03:00 on 29 March 2026, 03:00 → 02:00 on 25 October.
    [InlineData("Europe/Madrid", "01:30", "03:30", "2026-03-29", 60)] // cut by the jump: the hour that never was does not count
    [InlineData("Europe/Madrid", "02:00", "03:00", "2026-03-29", 0)] // all of it
    [InlineData("Europe/Madrid", "02:30", "04:00", "2026-03-29", 60)]
    [InlineData("Europe/Madrid", "01:30", "03:30", "2026-10-25", 180)] // lived twice: the hour counts twice
    [InlineData("Europe/Madrid", "02:30", "03:30", "2026-10-25", 90)] // half of it is lived twice
    // Santiago: 24:00 on Saturday, 4 April 2026 goes back to 23:00; midnight of 6 September is 01:00.
    [InlineData("America/Santiago", "22:00", "00:00", "2026-04-04", 180)]
    [InlineData("America/Santiago", "00:00", "02:00", "2026-09-06", 60)]
    [InlineData("America/Santiago", "09:00", "18:00", "2026-09-06", 540)]
    [InlineData("America/Bogota", "01:30", "03:30", "2026-03-29", 120)]
    public void Counts_the_minutes_that_are_lived_when_clocks_change(string zone, string from, string until, string date, int minutes)
    {
        var day = Kit.Known.Date(date);
        var hours = new BusinessHours(zone, EveryDay, [new(day.DayOfWeek, TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(until, CultureInfo.InvariantCulture))]);

        BusinessTime.Of(hours).Between(WallClock.StartOf(day, zone), WallClock.EndOf(day, zone)).ShouldBe(TimeSpan.FromMinutes(minutes));
    }

    [Fact]
    public void Open_all_the_time_is_calendar_time() => Check.QuickThrowOnFailure(Prop.ForAll(
        Instants(2020, 2032).Two().ToArbitrary(), Zones.ToArbitrary(), (pair, zone) =>
        {
            var always = new BusinessHours(zone, EveryDay, [.. EveryDay.WorkingWeekdays.Select(day => new OpenHours(day, TimeOnly.MinValue, TimeOnly.MinValue))]);
            return BusinessTime.Of(always).Between(pair.Item1, pair.Item2) == pair.Item2 - pair.Item1;
        }));

    [Fact]
    public void Parts_add_up_to_the_whole() => Check.QuickThrowOnFailure(Prop.ForAll(
        Schedules.ToArbitrary(), Instants(2023, 2028).Three().ToArbitrary(), (hours, at) =>
        {
            var time = BusinessTime.Of(hours);
            return time.Between(at.Item1, at.Item3) == time.Between(at.Item1, at.Item2) + time.Between(at.Item2, at.Item3);
        }));

    [Fact]
    public void Going_on_by_an_amount_leaves_that_amount_behind_and_is_the_first_instant_to() => Check.QuickThrowOnFailure(Prop.ForAll(
        Schedules.ToArbitrary(), Instants(2023, 2028).ToArbitrary(), Gen.Choose(1, 60 * 24 * 90).ToArbitrary(), (hours, from, minutes) =>
        {
            var (time, amount) = (BusinessTime.Of(hours), TimeSpan.FromMinutes(minutes));
            var reached = time.After(from, amount);
            return time.Between(from, reached) == amount && time.Between(from, reached.AddTicks(-1)) < amount && time.After(from, amount.Add(new(1))) > reached;
        }));

    [Fact]
    public void Never_runs_backwards_or_faster_than_the_clock() => Check.QuickThrowOnFailure(Prop.ForAll(
        Schedules.ToArbitrary(), Instants(2023, 2028).ToArbitrary(), Gen.Choose(0, 60 * 24 * 400).ToArbitrary(), (hours, from, minutes) =>
            BusinessTime.Of(hours).Between(from, from.AddMinutes(minutes)) is var open && open >= TimeSpan.Zero && open <= TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void Is_what_a_clock_on_the_wall_shows_minute_by_minute() => Check.QuickThrowOnFailure(Prop.ForAll(
        Schedules.ToArbitrary(), Spans.ToArbitrary(), (hours, span) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(hours.Zone);
            var from = WallClock.StartOf(span.Date, hours.Zone).AddMinutes(span.Minute);
            var to = from.AddMinutes(span.Length);
            var shown = 0;
            for (var at = from; at < to; at = at.AddMinutes(1))
            {
                var wall = TimeZoneInfo.ConvertTime(at, zone).DateTime;
                if (hours.Calendar.IsWorkingDay(DateOnly.FromDateTime(wall))
                    && hours.Week.Any(open => open.Day == wall.DayOfWeek && wall.TimeOfDay >= open.From.ToTimeSpan()
                        && (open.Until == TimeOnly.MinValue || wall.TimeOfDay < open.Until.ToTimeSpan()))) shown++;
            }

            var counted = BusinessTime.Of(hours).Between(from, to);
            return (counted == TimeSpan.FromMinutes(shown)).Label($"{hours.Zone} {from:O} + {span.Length} min: {counted.TotalMinutes} counted, {shown} shown");
        }));

    [Theory]
    [InlineData("America/Macondo", DayOfWeek.Monday, "08:00", "17:00", "zone")]
    [InlineData("America/Bogota", DayOfWeek.Monday, "17:00", "08:00", "week")]
    [InlineData("America/Bogota", DayOfWeek.Sunday, "08:00", "17:00", "week")]
    public void Says_what_is_wrong_with_hours(string zone, DayOfWeek day, string from, string until, string field) =>
        new BusinessHours(zone, BusinessCalendar.Colombia, [new(day, TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(until, CultureInfo.InvariantCulture))])
            .Fault()!.Value.Field.ShouldBe(field);

    [Fact]
    public void Hours_of_a_day_are_apart_from_one_another()
    {
        var morning = new OpenHours(DayOfWeek.Monday, new(8, 0), new(12, 0));

        (Bogota with { Week = [morning, new(DayOfWeek.Monday, new(12, 0), TimeOnly.MinValue)] }).Fault().ShouldBeNull();
        (Bogota with { Week = [morning, new(DayOfWeek.Monday, new(11, 59), new(13, 0))] }).Fault()!.Value.Field.ShouldBe("week");
        (Bogota with { Week = [] }).Fault()!.Value.Field.ShouldBe("week");
        Bogota.Fault().ShouldBeNull();
    }

    private static readonly Gen<string> Zones =
        Gen.Elements("America/Bogota", "America/Santiago", "Europe/Madrid", "America/Mexico_City", "Australia/Lord_Howe");

    // Days around which clocks jump, and any others.
    private static readonly Gen<(DateOnly Date, int Minute, int Length)> Spans =
        from jump in Gen.Elements("2026-03-29", "2026-10-25", "2026-04-04", "2026-09-05", "2026-04-05", "2026-10-04", "2025-12-31", "2026-06-12")
        from before in Gen.Choose(0, 3)
        from minute in Gen.Choose(0, 1439)
        from length in Gen.Choose(0, 60 * 24 * 6)
        select (Kit.Known.Date(jump).AddDays(-before), minute, length);

    // Up to three intervals a day, begun and ended on any quarter of an hour, the night included.
    private static readonly Gen<BusinessHours> Schedules =
        from zone in Zones
        from rule in Gen.Elements(Enum.GetValues<HolidayRule>())
        from days in Gen.SubListOf<DayOfWeek>(Enum.GetValues<DayOfWeek>()).Where(days => days.Count > 0)
        from cuts in Gen.Choose(0, 96).ArrayOf(6)
        let quarters = cuts.Distinct().Order().ToArray()
        where quarters.Length > 1
        let week = days.SelectMany(day => Enumerable.Range(0, quarters.Length / 2).Select(i => new OpenHours(day, Quarter(quarters[2 * i]), Quarter(quarters[2 * i + 1]))))
        select new BusinessHours(zone, new(days.ToList(), rule, [new(2026, 3, 27)]), week.ToList());

    private static Gen<DateTimeOffset> Instants(int fromYear, int toYear) =>
        from day in Gen.Choose(0, 365 * (toYear - fromYear))
        from tick in Gen.Choose(0, int.MaxValue)
        select new DateTimeOffset(fromYear, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day).AddTicks(tick * 400L);

    private static TimeOnly Quarter(int number) => new(number % 96 * TimeSpan.TicksPerMinute * 15);

    private static DateTimeOffset Local(string wall, int offset) =>
        new(DateTime.ParseExact(wall, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture), TimeSpan.FromHours(offset));
}

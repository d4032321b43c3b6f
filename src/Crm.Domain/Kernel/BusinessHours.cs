namespace Crm.Domain.Kernel;

/// <summary>
/// When work is done: hours by weekday at the wall clock of a zone, on the working days of a calendar. An instant counts when the zone's clock shows an
/// open time of a working day at it: hours that a jump of the clock skips count nothing, hours that come twice count twice.
/// </summary>
/// <param name="Zone">IANA zone.</param>
/// <param name="Calendar">Weekdays and holidays; hours on a day that is not worked count nothing.</param>
/// <param name="Week">Several on a day do not overlap; a weekday that is missing is closed.</param>
public sealed record BusinessHours(string Zone, BusinessCalendar Calendar, IReadOnlyList<OpenHours> Week)
{
    /// <summary>Monday to Friday 07–19, Saturday 08–13, less the calendar's holidays.</summary>
    public static BusinessHours Usual(string zone, BusinessCalendar calendar) => new(
        zone, calendar with { WorkingWeekdays = [.. Enum.GetValues<DayOfWeek>().Where(day => day is not DayOfWeek.Sunday)] },
        [
            .. BusinessCalendar.MondayToFriday.WorkingWeekdays.Select(day => new OpenHours(day, new(7, 0), new(19, 0))),
            new(DayOfWeek.Saturday, new(8, 0), new(13, 0)),
        ]);

    public bool Equals(BusinessHours? other) =>
        other is not null && Zone == other.Zone && Week.SequenceEqual(other.Week) && Calendar.HolidayRule == other.Calendar.HolidayRule
        && Calendar.WorkingWeekdays.SequenceEqual(other.Calendar.WorkingWeekdays) && Calendar.ExtraHolidays.SequenceEqual(other.Calendar.ExtraHolidays);

    public override int GetHashCode() => HashCode.Combine(Zone, Calendar.HolidayRule, Week.Count, Calendar.ExtraHolidays.Count);

    /// <summary>What is wrong with the hours, with the member it is about; <c>null</c>: nothing.</summary>
    public (string Field, string Reason)? Fault()
    {
        if (!WallClock.Knows(Zone)) return ("zone", $"There is no IANA zone '{Zone}'.");
        if (Week.Count == 0) return ("week", "Without hours nothing would ever be done.");
        if (!Enum.IsDefined(Calendar.HolidayRule)) return ("calendar", "The holiday rule is not one of the known ones.");
        foreach (var hours in Week)
        {
            if (!Calendar.WorkingWeekdays.Contains(hours.Day)) return ("week", $"{hours.Day} has hours and is no working day.");
            if (hours.From.Ticks >= hours.UntilTicks) return ("week", $"Hours on {hours.Day} from {hours.From:HH\\:mm} until {hours.Until:HH\\:mm} are none.");
            if (Week.Any(other => !ReferenceEquals(other, hours) && other.Day == hours.Day && other.From.Ticks < hours.UntilTicks && hours.From.Ticks < other.UntilTicks))
                return ("week", $"Hours on {hours.Day} overlap.");
        }

        return null;
    }
}

/// <summary>From (inclusive) until (exclusive) on a weekday.</summary>
/// <param name="Until">Midnight is the end of the day.</param>
public sealed record OpenHours(DayOfWeek Day, TimeOnly From, TimeOnly Until)
{
    internal long UntilTicks => Until == TimeOnly.MinValue ? TimeSpan.TicksPerDay : Until.Ticks;
}

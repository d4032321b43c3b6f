namespace Crm.Domain.Kernel;

/// <summary>The working days of a campaign: weekdays off and holidays, as data.</summary>
/// <param name="WorkingWeekdays">Days of the week that are worked.</param>
/// <param name="HolidayRule">Computed national holidays to leave out.</param>
/// <param name="ExtraHolidays">Single dates off beside the computed ones.</param>
public sealed record BusinessCalendar(
    IReadOnlyList<DayOfWeek> WorkingWeekdays, HolidayRule HolidayRule, IReadOnlyList<DateOnly> ExtraHolidays)
{
    public static readonly BusinessCalendar MondayToFriday = new(
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], HolidayRule.None, []);

    public static readonly BusinessCalendar Colombia = MondayToFriday with { HolidayRule = HolidayRule.Colombia };

    /// <summary>What a campaign of that country (ISO 3166-1 alpha-2) begins with.</summary>
    public static BusinessCalendar Of(string country) => MondayToFriday with
    {
        HolidayRule = country switch
        {
            "CO" => HolidayRule.Colombia,
            "CL" => HolidayRule.Chile,
            "MX" => HolidayRule.Mexico,
            "ES" => HolidayRule.Spain,
            _ => HolidayRule.None,
        },
    };

    public bool IsHoliday(DateOnly date) =>
        ExtraHolidays.Contains(date) || Holidays.Contains(HolidayRule, date);

    public bool IsWorkingDay(DateOnly date) => WorkingWeekdays.Contains(date.DayOfWeek) && !IsHoliday(date);

    /// <summary>The date that is <paramref name="days"/> working days after <paramref name="date"/>; the date itself for none.</summary>
    public DateOnly AddWorkingDays(DateOnly date, int days)
    {
        while (days > 0)
        {
            date = date.AddDays(1);
            if (IsWorkingDay(date)) days--;
        }

        return date;
    }
}

/// <summary>A country's computed national holidays. What a region, a town or a single decree adds is an extra holiday.</summary>
public enum HolidayRule { None, Colombia, Chile, Mexico, Spain }

namespace Crm.Api.Campaigns;

/// <summary>The days of a calendar's view, first and last one included.</summary>
public readonly record struct CalendarPeriod(DateOnly From, DateOnly To)
{
    /// <param name="view"><c>month</c> (or nothing), <c>week</c> from Monday, <c>day</c>.</param>
    /// <param name="day">A day in it.</param>
    /// <returns><c>null</c>: there is no such view, or the day is of no century of ours.</returns>
    public static CalendarPeriod? Of(string? view, DateOnly day) => day.Year is < 2000 or > 9000 ? null : view switch
    {
        "day" => new(day, day),
        "week" => new(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), day.AddDays(6 - ((int)day.DayOfWeek + 6) % 7)),
        null or "month" => new(new(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1)),
        _ => null,
    };
}

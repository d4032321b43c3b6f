namespace Crm.Domain.Kernel;

/// <summary>
/// The national holidays of Chile by the laws in force since 2021 (2.977 with 19.668, 20.148, 20.215, 20.299, 20.983 and 21.357). Elections and what holds
/// in one region only are not computed.
/// </summary>
public static class ChileanHolidays
{
    private static readonly (int Month, int Day)[] Fixed =
        [(1, 1), (5, 1), (5, 21), (7, 16), (8, 15), (9, 18), (9, 19), (11, 1), (12, 8), (12, 25)];

    /// <summary>The dates of a year, in order.</summary>
    public static IReadOnlyList<DateOnly> In(int year)
    {
        var easter = Easter.SundayOf(year);
        return
        [
            .. Fixed.Select(day => new DateOnly(year, day.Month, day.Day))
                .Concat([easter.AddDays(-2), easter.AddDays(-1), FirstNations(year)])
                .Concat([MovedToMonday(new(year, 6, 29)), MovedToMonday(new(year, 10, 12)), ReformationDay(year)])
                .Concat(NewYearBridge(year)).Concat(IndependenceBridge(year))
                .Distinct()
                .Order(),
        ];
    }

    // Ley 19.668: from Tuesday, Wednesday and Thursday to the Monday before; from Friday to the Monday after.
    private static DateOnly MovedToMonday(DateOnly date) => date.DayOfWeek switch
    {
        DayOfWeek.Tuesday or DayOfWeek.Wednesday or DayOfWeek.Thursday => date.AddDays(DayOfWeek.Monday - date.DayOfWeek),
        DayOfWeek.Friday => date.AddDays(3),
        _ => date,
    };

    // Ley 20.299: from Tuesday to the Friday before, from Wednesday to the Friday after.
    private static DateOnly ReformationDay(int year)
    {
        var date = new DateOnly(year, 10, 31);
        return date.DayOfWeek switch { DayOfWeek.Tuesday => date.AddDays(-4), DayOfWeek.Wednesday => date.AddDays(2), _ => date };
    }

    // Ley 20.983: the 2nd of January when it is a Monday.
    private static IEnumerable<DateOnly> NewYearBridge(int year) => new DateOnly(year, 1, 2) is { DayOfWeek: DayOfWeek.Monday } bridge ? [bridge] : [];

    // Leyes 20.215 and 20.983: Monday or Friday the 17th, Friday the 20th of September.
    private static IEnumerable<DateOnly> IndependenceBridge(int year)
    {
        if (new DateOnly(year, 9, 17) is { DayOfWeek: DayOfWeek.Monday or DayOfWeek.Friday } before) yield return before;
        if (new DateOnly(year, 9, 20) is { DayOfWeek: DayOfWeek.Friday } after) yield return after;
    }

    // Ley 21.357: the day of the June solstice at Chile's winter time (UTC−4); its first year had it on the 21st. The mean solstice (Meeus, ch. 27)
    // falls on the same day as the true one in every year up to 2100.
    private static DateOnly FirstNations(int year) => year == 2021
        ? new(2021, 6, 21)
        : DateOnly.FromDateTime(new DateTime(2000, 6, 20, 21, 37, 27).AddTicks(315_568_764_900_000 * (year - 2000)));
}

namespace Crm.Domain.Kernel;

/// <summary>The 18 holidays of Colombia, computed (Ley 51 de 1983, "Ley Emiliani").</summary>
public static class ColombianHolidays
{
    private static readonly (int Month, int Day)[] Fixed = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)];
    private static readonly (int Month, int Day)[] MovedToMonday = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)];

    // Thursday and Friday of Holy Week; Ascension, Corpus Christi and Sacred Heart on the Monday they are moved to.
    private static readonly int[] FromEaster = [-3, -2, 43, 64, 71];

    public static bool Contains(DateOnly date) => Holidays.Contains(HolidayRule.Colombia, date);

    /// <summary>The dates of a year, in order; two holidays may share one.</summary>
    public static IReadOnlyList<DateOnly> In(int year)
    {
        var easter = Easter.SundayOf(year);
        return
        [
            .. Fixed.Select(day => new DateOnly(year, day.Month, day.Day))
                .Concat(MovedToMonday.Select(day => NextMonday(new DateOnly(year, day.Month, day.Day))))
                .Concat(FromEaster.Select(easter.AddDays))
                .Distinct()
                .Order(),
        ];
    }

    private static DateOnly NextMonday(DateOnly date) => date.AddDays(((int)DayOfWeek.Monday - (int)date.DayOfWeek + 7) % 7);
}

namespace Crm.Domain.Kernel;

/// <summary>The 18 holidays of Colombia, computed (Ley 51 de 1983, "Ley Emiliani").</summary>
public static class ColombianHolidays
{
    private static readonly (int Month, int Day)[] Fixed = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)];
    private static readonly (int Month, int Day)[] MovedToMonday = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)];

    // Thursday and Friday of Holy Week; Ascension, Corpus Christi and Sacred Heart on the Monday they are moved to.
    private static readonly int[] FromEaster = [-3, -2, 43, 64, 71];

    public static bool Contains(DateOnly date) => In(date.Year).Contains(date);

    /// <summary>The dates of a year, in order; two holidays may share one.</summary>
    public static IReadOnlyList<DateOnly> In(int year)
    {
        var easter = EasterSunday(year);
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

    /// <summary>Easter Sunday of the Gregorian calendar (anonymous algorithm, Meeus, "Astronomical Algorithms", ch. 8).</summary>
    private static DateOnly EasterSunday(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
        return new DateOnly(year, n / 31, n % 31 + 1);
    }
}

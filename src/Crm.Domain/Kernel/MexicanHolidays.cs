namespace Crm.Domain.Kernel;

/// <summary>The statutory days of rest of Mexico (Ley Federal del Trabajo, art. 74, in force since 2006; the handover of power on 1 October since 2024). Election days are not computed.</summary>
public static class MexicanHolidays
{
    private static readonly (int Month, int Day)[] Fixed = [(1, 1), (5, 1), (9, 16), (12, 25)];

    /// <summary>The dates of a year, in order.</summary>
    public static IReadOnlyList<DateOnly> In(int year) =>
    [
        .. Fixed.Select(day => new DateOnly(year, day.Month, day.Day))
            .Concat([Monday(year, 2, 1), Monday(year, 3, 3), Monday(year, 11, 3)])
            .Concat(Handover(year))
            .Order(),
    ];

    private static DateOnly Monday(int year, int month, int which)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((DayOfWeek.Monday - first.DayOfWeek + 7) % 7 + 7 * (which - 1));
    }

    // Every six years: 1 December until 2018, 1 October from 2024.
    private static IEnumerable<DateOnly> Handover(int year) =>
        year % 6 != 2024 % 6 ? [] : [year < 2024 ? new DateOnly(year, 12, 1) : new DateOnly(year, 10, 1)];
}

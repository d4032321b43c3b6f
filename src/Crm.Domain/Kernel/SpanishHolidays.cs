namespace Crm.Domain.Kernel;

/// <summary>
/// The holidays of all Spain (Real Decreto 2001/1983, art. 45): those no autonomous community may replace, and Epiphany, which none does. Those of
/// communities and towns, Maundy Thursday among them, and Mondays after a Sunday are extra holidays.
/// </summary>
public static class SpanishHolidays
{
    private static readonly (int Month, int Day)[] Fixed = [(1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)];

    /// <summary>The dates of a year, in order.</summary>
    public static IReadOnlyList<DateOnly> In(int year) =>
        [.. Fixed.Select(day => new DateOnly(year, day.Month, day.Day)).Append(Easter.SundayOf(year).AddDays(-2)).Order()];
}

namespace Crm.Domain.Kernel;

/// <summary>The feast that movable holidays hang on.</summary>
internal static class Easter
{
    /// <summary>Easter Sunday of the Gregorian calendar (anonymous algorithm, Meeus, "Astronomical Algorithms", ch. 8).</summary>
    public static DateOnly SundayOf(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
        return new DateOnly(year, n / 31, n % 31 + 1);
    }
}

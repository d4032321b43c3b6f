namespace Crm.Api.Files;

/// <summary>Dates as a spreadsheet counts them: in days, with the time as a fraction.</summary>
public static class SerialDate
{
    private static readonly DateTime From1900 = new(1899, 12, 30), From1904 = new(1904, 1, 1);

    /// <summary>The date of a serial number; <c>null</c> when it is none.</summary>
    /// <remarks>The count from 1900 has a 29 February 1900 (60) that never was: days before it are one behind, the day itself is no date.</remarks>
    public static DateTime? Of(decimal serial, bool from1904)
    {
        if (serial is < 0 or >= 2_958_466) return null;
        if (!from1904 && serial is >= 60 and < 61) return null;
        var start = from1904 ? From1904 : serial < 60 ? From1900.AddDays(1) : From1900;
        var days = Math.Truncate(serial);
        // To the millisecond: the fraction is binary.
        var milliseconds = Math.Round((serial - days) * 86_400_000m, MidpointRounding.AwayFromZero);
        try
        {
            return start.AddDays((int)days).AddMilliseconds((long)milliseconds);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The serial number of a date, counted from 1900.</summary>
    public static decimal From(DateTime date)
    {
        var span = date - From1900;
        var serial = span.Days + (decimal)(span.Ticks - span.Days * TimeSpan.TicksPerDay) / TimeSpan.TicksPerDay;
        return serial < 61 ? serial - 1 : serial;
    }
}

namespace Crm.Domain.Kernel;

/// <summary>From a zone's wall clock to instants, also across daylight saving.</summary>
public static class WallClock
{
    /// <summary>Whether the IANA zone is one this machine knows.</summary>
    public static bool Knows(string? zone) =>
        !string.IsNullOrWhiteSpace(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId;

    /// <summary>
    /// The first instant at which the zone's clock shows that time of that date or, where clocks are put forward over it,
    /// the first instant after the jump. A time that comes twice is its first coming.
    /// </summary>
    public static DateTimeOffset InstantOf(DateOnly date, TimeOnly time, string zone)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var local = date.ToDateTime(time);
        if (found.IsInvalidTime(local))
        {
            local = date.ToDateTime(new TimeOnly(time.Hour, time.Minute));
            while (found.IsInvalidTime(local)) local = local.AddMinutes(1);
        }

        var offset = found.IsAmbiguousTime(local) ? found.GetAmbiguousTimeOffsets(local).Max() : found.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The instant at which a date begins in the zone; not always midnight.</summary>
    public static DateTimeOffset StartOf(DateOnly date, string zone) => InstantOf(date, TimeOnly.MinValue, zone);

    /// <summary>The instant at which a date is over in the zone.</summary>
    public static DateTimeOffset EndOf(DateOnly date, string zone) => StartOf(date.AddDays(1), zone);
}

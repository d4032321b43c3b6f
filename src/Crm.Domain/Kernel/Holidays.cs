using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Crm.Domain.Kernel;

/// <summary>The computed holidays of every country there is a rule for.</summary>
public static class Holidays
{
    // A year is computed once: calendars are asked day by day.
    private static readonly ConcurrentDictionary<(HolidayRule Rule, int Year), FrozenSet<DateOnly>> Known = [];

    public static bool Contains(HolidayRule rule, DateOnly date) => rule is not HolidayRule.None
        && Known.GetOrAdd((rule, date.Year), static key => In(key.Rule, key.Year).ToFrozenSet()).Contains(date);

    /// <summary>The dates of a year, in order.</summary>
    public static IReadOnlyList<DateOnly> In(HolidayRule rule, int year) => rule switch
    {
        HolidayRule.None => [],
        HolidayRule.Colombia => ColombianHolidays.In(year),
        HolidayRule.Chile => ChileanHolidays.In(year),
        HolidayRule.Mexico => MexicanHolidays.In(year),
        HolidayRule.Spain => SpanishHolidays.In(year),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
    };
}

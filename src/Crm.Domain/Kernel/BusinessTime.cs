using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Crm.Domain.Kernel;

/// <summary>
/// Reckons with business hours, exact to the tick. A year's open times are laid out once; after that an answer is a search among them, whatever lies
/// between two instants.
/// </summary>
public sealed class BusinessTime
{
    private const int LastYear = 9_000;
    private static readonly ConditionalWeakTable<BusinessHours, BusinessTime> Known = [];

    private readonly ConcurrentDictionary<int, OpenYear> _years = [];
    private readonly BusinessHours _hours;

    private BusinessTime(BusinessHours hours) => _hours = hours;

    /// <summary>The reckoning of those hours; what was laid out is kept as long as they are.</summary>
    public static BusinessTime Of(BusinessHours hours) => Known.GetValue(hours, static hours => new(hours));

    /// <summary>Open time between two instants; negative when the second comes first.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to < from) return -Between(to, from);

        int first = from.UtcDateTime.Year, last = to.UtcDateTime.Year;
        var ticks = Year(last).OpenUntil(to.UtcTicks) - Year(first).OpenUntil(from.UtcTicks);
        for (var year = first; year < last; year++) ticks += Year(year).Total;
        return new(ticks);
    }

    /// <summary>The first instant by which that much open time has gone by. Throws for a negative amount, and where it would take thousands of years.</summary>
    public DateTimeOffset After(DateTimeOffset from, TimeSpan amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, TimeSpan.Zero);
        if (amount == TimeSpan.Zero) return from.ToUniversalTime();

        var year = from.UtcDateTime.Year;
        var wanted = amount.Ticks + Year(year).OpenUntil(from.UtcTicks);
        while (wanted > Year(year).Total)
        {
            wanted -= Year(year).Total;
            if (++year > LastYear) throw new ArgumentOutOfRangeException(nameof(amount), amount, "These hours never come to that much.");
        }

        return new(Year(year).ReachedAt(wanted), TimeSpan.Zero);
    }

    public bool IsOpenAt(DateTimeOffset instant) => Between(instant, instant.AddTicks(1)) > TimeSpan.Zero;

    private OpenYear Year(int year) => _years.GetOrAdd(year, static (year, hours) => OpenYear.Of(hours, year), _hours);
}

/// <summary>The open times of a UTC year: in order, apart from one another, each with what was open before it.</summary>
internal sealed class OpenYear
{
    private readonly long[] _starts, _ends, _before;

    private OpenYear(List<(long Start, long End)> open)
    {
        _starts = [.. open.Select(time => time.Start)];
        _ends = [.. open.Select(time => time.End)];
        _before = new long[open.Count];
        foreach (var (i, (start, end)) in open.Index())
        {
            _before[i] = Total;
            Total += end - start;
        }
    }

    /// <summary>Ticks that are open in the year.</summary>
    public long Total { get; }

    /// <summary>Ticks that are open in the year before an instant of it.</summary>
    public long OpenUntil(long instant)
    {
        var found = Array.BinarySearch(_starts, instant);
        var i = found >= 0 ? found : ~found - 1;
        return i < 0 ? 0 : _before[i] + Math.Min(instant, _ends[i]) - _starts[i];
    }

    /// <summary>The first instant before which that many ticks of the year were open; at least one, at most all.</summary>
    public long ReachedAt(long ticks)
    {
        var found = Array.BinarySearch(_before, ticks);
        var i = (found >= 0 ? found : ~found) - 1;
        return _starts[i] + ticks - _before[i];
    }

    public static OpenYear Of(BusinessHours hours, int year)
    {
        var week = hours.Week.ToLookup(open => open.Day);
        var open = new List<(long Start, long End)>();
        foreach (var (start, end, offset) in Offsets(TimeZoneInfo.FindSystemTimeZoneById(hours.Zone), year))
        {
            long from = start + offset, until = end + offset;
            for (var date = DateOnly.FromDateTime(new(from)); date.DayNumber * TimeSpan.TicksPerDay < until; date = date.AddDays(1))
            {
                if (!hours.Calendar.IsWorkingDay(date)) continue;

                var midnight = date.DayNumber * TimeSpan.TicksPerDay;
                foreach (var time in week[date.DayOfWeek].OrderBy(time => time.From))
                    Add(Math.Max(midnight + time.From.Ticks, from) - offset, Math.Min(midnight + time.UntilTicks, until) - offset);
            }
        }

        return new(open);

        void Add(long start, long end)
        {
            if (start >= end) return;
            if (open.Count > 0 && open[^1].End == start) open[^1] = (open[^1].Start, end);
            else open.Add((start, end));
        }
    }

    // The year cut where the zone's clock jumps, with how far the clock is ahead of UTC, in ticks.
    private static IEnumerable<(long Start, long End, long Offset)> Offsets(TimeZoneInfo zone, int year)
    {
        long start = new DateTime(year, 1, 1).Ticks, end = new DateTime(year + 1, 1, 1).Ticks;
        var offset = At(start);
        for (var day = start; day < end; day += TimeSpan.TicksPerDay)
        {
            var next = day + TimeSpan.TicksPerDay;
            if (At(next) == offset) continue;

            long before = day, after = next;
            while (after - before > 1)
            {
                var middle = before + (after - before) / 2;
                if (At(middle) == offset) before = middle;
                else after = middle;
            }

            if (after >= end) break;
            yield return (start, after, offset);
            (start, offset) = (after, At(after));
        }

        yield return (start, end, offset);

        long At(long utc) => zone.GetUtcOffset(new DateTime(utc, DateTimeKind.Utc)).Ticks;
    }
}

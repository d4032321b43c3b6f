using System.Globalization;

namespace Crm.EventStore.Sealing;

/// <summary>
/// The positions of a range that no row has: numbers taken by an append that was rolled back. As text <c>17-22,40-40</c>; empty when there are none.
/// </summary>
internal sealed record Gaps(IReadOnlyList<(long First, long Last)> Ranges)
{
    public long Count => Ranges.Sum(range => range.Last - range.First + 1);

    public static Gaps Between(long first, long last, IReadOnlyList<long> present)
    {
        var ranges = new List<(long, long)>();
        var next = first;
        foreach (var position in present)
        {
            if (position > next) ranges.Add((next, position - 1));
            next = position + 1;
        }

        if (next <= last) ranges.Add((next, last));
        return new(ranges);
    }

    /// <summary>The positions that rows have, in order.</summary>
    public IEnumerable<long> Present(long first, long last)
    {
        var gap = 0;
        for (var position = first; position <= last; position++)
        {
            if (gap < Ranges.Count && position == Ranges[gap].First)
            {
                position = Ranges[gap++].Last;
                continue;
            }

            yield return position;
        }
    }

    /// <summary>Which of the present ones a position is, from 0; <c>null</c> when it is a gap.</summary>
    public int? IndexOf(long first, long position)
    {
        var index = position - first;
        foreach (var (from, to) in Ranges)
        {
            if (position < from) break;
            if (position <= to) return null;
            index -= to - from + 1;
        }

        return (int)index;
    }

    public override string ToString() => string.Join(',', Ranges.Select(range => FormattableString.Invariant($"{range.First}-{range.Last}")));

    /// <summary><c>null</c> unless it is a list of ranges in order within the bounds.</summary>
    public static Gaps? Parse(string text, long first, long last)
    {
        if (text.Length == 0) return new([]);
        var ranges = new List<(long, long)>();
        var least = first;
        foreach (var part in text.Split(','))
        {
            var bounds = part.Split('-');
            if (bounds.Length != 2 || !Number(bounds[0], out var from) || !Number(bounds[1], out var to) || from < least || to < from || to > last) return null;
            ranges.Add((from, to));
            least = to + 1;
        }

        return new(ranges);
    }

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

using static Crm.Projections.Tickets.Kpis.TicketKpiDefinitions;

namespace Crm.Projections.Tickets.Kpis;

/// <summary>A figure of some tickets: what its facts come to.</summary>
/// <param name="Denominator"><c>null</c>: it is no ratio.</param>
public sealed record TicketFigure(decimal Numerator, decimal? Denominator, long N, IReadOnlyDictionary<string, decimal> Parts)
{
    /// <param name="from">First date of the period.</param>
    /// <param name="last">The last day whose end counts, for what is counted at a day's end.</param>
    public static TicketFigure Of(string figure, IReadOnlyCollection<TicketFact> facts, DateOnly from, DateOnly last)
    {
        decimal Count(string measure) => facts.Where(fact => fact.Measure == measure).Sum(fact => fact.Amount);
        switch (figure)
        {
            case Backlog:
                var open = facts.Where(fact => fact.On == last).Sum(fact => fact.Amount);
                return new(open, null, (long)open, new Dictionary<string, decimal> { [TicketFigures.Open] = open });
            case ReopenRate:
                return new(Count(TicketFigures.Reopened), Count(TicketFigures.Resolved), (long)Count(TicketFigures.Resolved), PartsOf(facts));
            case SlaCompliance:
                var decided = Count(TicketFigures.Kept) + Count(TicketFigures.Breached);
                return new(Count(TicketFigures.Kept), decided, (long)decided, PartsOf(facts));
            case RepeatedFaults:
                var customers = facts.GroupBy(fact => fact.Subject).Select(of => of.Select(fact => fact.On).Order().ToList()).ToList();
                var asked = customers.Where(dates => dates[^1] >= from).ToList();
                var faults = asked.Sum(dates => dates.Count(date => date >= from));
                return new(asked.Count(dates => Repeats(dates, from)), asked.Count, asked.Count, new Dictionary<string, decimal> { ["customers"] = asked.Count, ["faults"] = faults });
            default:
                var values = facts.Where(fact => fact.Measure == TicketFigures.Value).Select(fact => fact.Amount).Order().ToList();
                var parts = PartsOf(facts);
                parts.Remove(TicketFigures.Value);
                if (values.Count > 0) (parts["median"], parts["p90"]) = (Percentile(values, 0.5m), Percentile(values, 0.9m));
                return new(values.Sum(), values.Count, values.Count, parts);
        }
    }

    /// <summary>The value below which that part of them lies, interpolated between neighbours as PostgreSQL's <c>percentile_cont</c> does.</summary>
    /// <param name="sorted">In order; at least one.</param>
    public static decimal Percentile(IReadOnlyList<decimal> sorted, decimal part)
    {
        var place = part * (sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return Math.Round(sorted[below] + (sorted[above] - sorted[below]) * (place - below), 3, MidpointRounding.ToEven);
    }

    /// <summary>Whether some fault of the period is one more than is usual, with those of the thirty days up to it.</summary>
    /// <param name="dates">When somebody's faults were opened, in order.</param>
    public static bool Repeats(IReadOnlyList<DateOnly> dates, DateOnly from) =>
        dates.Index().Any(last => last.Item >= from && last.Index >= RepeatedFrom && dates[last.Index - RepeatedFrom] > last.Item.AddDays(-RepeatDays));

    private static Dictionary<string, decimal> PartsOf(IEnumerable<TicketFact> facts) =>
        facts.GroupBy(fact => fact.Measure).OrderBy(same => same.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(fact => fact.Amount));
}

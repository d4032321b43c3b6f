using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Sla;

/// <summary>A time in which a ticket stood in one state.</summary>
internal sealed record Stretch(DateTimeOffset From, DateTimeOffset To, TicketState State, bool Paused, BusinessTime Time)
{
    public bool AtRest => State is TicketState.Resolved or TicketState.Closed;
    public TimeSpan Calendar => To - From;
    public TimeSpan Business => Time.Between(From, To);

    /// <summary>The whole life of a ticket up to an instant, without a hole.</summary>
    public static IReadOnlyList<Stretch> Of(TicketHistory ticket, SlaTerms terms, DateTimeOffset until)
    {
        var time = BusinessTime.Of(terms.Hours);
        var stretches = new List<Stretch>();
        foreach (var (i, step) in ticket.Steps.Index())
        {
            var end = i + 1 < ticket.Steps.Count ? ticket.Steps[i + 1].At : until;
            if (stretches.Count > 0 && stretches[^1].State == step.State) stretches[^1] = stretches[^1] with { To = end };
            else stretches.Add(new(step.At, end, step.State, terms.PausedIn.Contains(step.State), time));
        }

        return stretches;
    }

    /// <summary>What lies between two instants, as segments of a run. One that is open ends in how the ticket stands, though that may have no length yet.</summary>
    public static List<SlaSegment> Segments(IReadOnlyList<Stretch> stretches, DateTimeOffset from, DateTimeOffset to, bool open)
    {
        var parts = stretches.Where(stretch => stretch.From < to && stretch.To > from)
            .Select(stretch => stretch with { From = stretch.From > from ? stretch.From : from, To = stretch.To < to ? stretch.To : to }).ToList();
        if (open && (parts.Count == 0 || stretches[^1].From == to)) parts.Add(stretches[^1] with { From = to, To = to });
        return [.. parts.Select((part, i) => part.ToSegment(open && i == parts.Count - 1))];
    }

    private SlaSegment ToSegment(bool open) => new(From, open ? null : To, State, !Paused, Calendar, Business);
}

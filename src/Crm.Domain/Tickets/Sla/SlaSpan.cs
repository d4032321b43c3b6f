using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Sla;

/// <summary>From when to when a clock is on, whatever the terms.</summary>
/// <param name="EndedAt"><c>null</c>: it is on still.</param>
/// <param name="Met">Whether what it waited for came.</param>
internal sealed record SlaSpan(SlaClock Clock, int Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, bool Met)
{
    public static IEnumerable<SlaSpan> Of(TicketHistory ticket) => [FirstResponse(ticket), .. Updates(ticket), .. Resolutions(ticket)];

    // Until the first answer, or until nobody waits for one any more.
    private static SlaSpan FirstResponse(TicketHistory ticket)
    {
        var end = ticket.Steps.FirstOrDefault(step => step.Answer is not TicketAnswer.None || step.IsAtRest);
        return new(SlaClock.FirstResponse, 1, ticket.OpenedAt, end?.At, end?.Answer is TicketAnswer.Step or TicketAnswer.PublicWord);
    }

    // From an answer, a public word or a reopening to the next public word; the resolution is one.
    private static IEnumerable<SlaSpan> Updates(TicketHistory ticket)
    {
        var (number, answered, started) = (0, false, (DateTimeOffset?)null);
        foreach (var step in ticket.Steps)
        {
            answered |= step.Answer is not TicketAnswer.None;
            if (started is { } from && (step.IsAtRest || step.Answer is TicketAnswer.PublicWord))
            {
                yield return new(SlaClock.Update, ++number, from, step.At, Met: step.State is not TicketState.Closed);
                started = null;
            }

            if (started is null && answered && !step.IsAtRest) started = step.At;
        }

        if (started is { } open) yield return new(SlaClock.Update, ++number, open, null, Met: false);
    }

    // From the opening, and from every reopening, to the resolution.
    private static IEnumerable<SlaSpan> Resolutions(TicketHistory ticket)
    {
        var (number, started) = (0, (DateTimeOffset?)null);
        foreach (var step in ticket.Steps)
        {
            if (started is { } from && step.IsAtRest)
            {
                yield return new(SlaClock.Resolution, ++number, from, step.At, Met: step.State is TicketState.Resolved);
                started = null;
            }
            else if (started is null && !step.IsAtRest)
            {
                started = step.At;
            }
        }

        if (started is { } open) yield return new(SlaClock.Resolution, ++number, open, null, Met: false);
    }
}

using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Sla;

/// <summary>
/// The clocks of a ticket under some terms at an instant: a pure function of what happened to the ticket. Warnings and breaches that were announced are
/// no part of it, so that it says of any terms what would have been under them.
/// </summary>
/// <param name="At">The instant as of which it is reckoned, UTC.</param>
/// <param name="Runs">Every run of every clock that a limit was promised for, clock by clock, in order.</param>
/// <param name="Resolutions">One for each time the ticket was resolved, in order.</param>
public sealed record SlaReckoning(DateTimeOffset At, IReadOnlyList<SlaRun> Runs, IReadOnlyList<ResolutionTime> Resolutions)
{
    /// <summary>The next instant at which a clock breaches if nothing changes; <c>null</c>: none runs that has not breached.</summary>
    public DateTimeOffset? NextBreachAt => Runs.Where(run => run is { Status: SlaRunStatus.Running, BreachedAt: null }).Min(run => run.DueAt);

    /// <summary>Since when something is late that was not done yet; <c>null</c>: nothing is.</summary>
    public DateTimeOffset? BreachedSince => Runs.Where(run => run.IsOpen).Min(run => run.BreachedAt);

    public static SlaReckoning Of(TicketHistory ticket, SlaTerms terms, DateTimeOffset now)
    {
        var at = now > ticket.Last.At ? now : ticket.Last.At;
        var stretches = Stretch.Of(ticket, terms, at);
        var runs = SlaSpan.Of(ticket).Select(span => Run(ticket, terms, stretches, span, at)).OfType<SlaRun>();
        return new(at, [.. runs], ResolutionTime.Of(ticket, stretches));
    }

    private static SlaRun? Run(TicketHistory ticket, SlaTerms terms, IReadOnlyList<Stretch> stretches, SlaSpan span, DateTimeOffset now)
    {
        var end = span.EndedAt ?? now;
        var decisive = ticket.Steps.Last(step => step.At <= (terms.OnChange is SlaChangeRule.KeepFromStart ? span.StartedAt : end));
        if (terms.TargetFor(decisive.QueueId, decisive.Type, decisive.Priority)?.Of(span.Clock) is not { } limit) return null;

        var segments = Stretch.Segments(stretches, span.StartedAt, end, open: span.EndedAt is null);
        var elapsed = segments.Where(segment => segment.Runs).Aggregate(TimeSpan.Zero, (sum, segment) => sum + segment.Of(limit.Time));
        var target = TimeSpan.FromMinutes(limit.Length);
        var due = Reached(segments, terms.Hours, limit.Time, target);
        var breached = due is { } reached && (span.EndedAt is { } ended ? reached < ended : reached <= now) ? due : null;
        return new(
            span.Clock, span.Number, limit, span.StartedAt, span.EndedAt,
            span.EndedAt is not null ? (span.Met ? SlaRunStatus.Met : SlaRunStatus.Stopped) : segments[^1].Runs ? SlaRunStatus.Running : SlaRunStatus.Paused,
            Reached(segments, terms.Hours, limit.Time, new(target.Ticks * terms.WarnAtPercent / 100)), due, breached, elapsed, segments);
    }

    // The instant at which that much has run; the last segment is taken to go on if it runs, and to stay if it does not.
    private static DateTimeOffset? Reached(List<SlaSegment> segments, BusinessHours hours, SlaTime time, TimeSpan amount)
    {
        foreach (var (i, segment) in segments.Index())
        {
            if (!segment.Runs) continue;

            var counted = segment.Of(time);
            if (counted >= amount || i == segments.Count - 1)
                return time is SlaTime.Calendar ? segment.From + amount : BusinessTime.Of(hours).After(segment.From, amount);
            amount -= counted;
        }

        return null;
    }
}

/// <summary>A clock from a start to what it waited for, or to now.</summary>
/// <param name="Number">1 for the first run of the clock; a reopening begins another of the resolution, a public word another of the update.</param>
/// <param name="WarnAt">When the part of the limit had gone by, or will if nothing changes, at which a warning is due; <c>null</c>: it stands still before that.</param>
/// <param name="DueAt">When the limit had gone by, or will if nothing changes; <c>null</c>: it stands still before that.</param>
/// <param name="BreachedAt">The due instant, when it passed before what was waited for had come.</param>
/// <param name="Elapsed">What has run, in the limit's time.</param>
/// <param name="Segments">How it comes to that: those that run add up to <paramref name="Elapsed"/>.</param>
public sealed record SlaRun(
    SlaClock Clock, int Number, SlaLimit Limit, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, SlaRunStatus Status,
    DateTimeOffset? WarnAt, DateTimeOffset? DueAt, DateTimeOffset? BreachedAt, TimeSpan Elapsed, IReadOnlyList<SlaSegment> Segments)
{
    public bool IsOpen => EndedAt is null;

    /// <summary>What is left of the limit; negative: by how much it is exceeded.</summary>
    public TimeSpan Remaining => TimeSpan.FromMinutes(Limit.Length) - Elapsed;
}

/// <summary>A part of a run in which the ticket stood in one state.</summary>
/// <param name="To"><c>null</c>: it goes on; its times are up to the instant of the reckoning.</param>
public sealed record SlaSegment(DateTimeOffset From, DateTimeOffset? To, TicketState State, bool Runs, TimeSpan Calendar, TimeSpan Business)
{
    public TimeSpan Of(SlaTime time) => time is SlaTime.Business ? Business : Calendar;
}

/// <summary>It goes on, or stands still; what it waited for has come; nothing is waited for any more.</summary>
public enum SlaRunStatus { Running, Paused, Met, Stopped }

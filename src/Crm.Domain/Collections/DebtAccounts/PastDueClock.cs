using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>
/// Days past due for any date: the originator's days plus those since the cession, less paused ones. Never stored as a number;
/// a view keeps the clock, or its <see cref="ZeroDate"/>.
/// </summary>
/// <param name="CessionDate"><c>null</c>: the days are the originator's and do not run.</param>
/// <param name="Pauses">Days that do not count: dispute or hardship.</param>
public sealed record PastDueClock(int OriginatorDays, DateOnly? CessionDate, IReadOnlyList<Pause> Pauses)
{
    /// <summary>The clock after an event of the account; aggregate and views fold it alike.</summary>
    public static PastDueClock? Evolve(PastDueClock? clock, object @event) => @event switch
    {
        AccountPlaced e => new(e.OriginatorDaysPastDue, e.CessionDate, []),
        AccountTermsCorrected e => clock! with { OriginatorDays = e.NewOriginatorDaysPastDue, CessionDate = e.NewCessionDate },
        DaysPastDuePaused e => clock! with { Pauses = [.. clock.Pauses, new(e.From, null)] },
        DaysPastDueResumed e => clock! with { Pauses = [.. clock.Pauses.Select(pause => pause.Until is null ? pause with { Until = e.On } : pause)] },
        _ => clock,
    };

    /// <summary>Since when the clock stands still; <c>null</c>: it runs.</summary>
    public DateOnly? PausedSince => Pauses.FirstOrDefault(pause => pause.Until is null)?.From;

    /// <summary>Days past due on a date; never negative.</summary>
    public int On(DateOnly date) => CessionDate is { } cession
        ? Math.Max(0, OriginatorDays + date.DayNumber - cession.DayNumber - Pauses.Sum(pause => pause.DaysIn(cession, date)))
        : OriginatorDays;

    /// <summary>
    /// The date on which days past due would be zero, with the pauses that have ended. A running clock shows
    /// <c>date − zero</c>, a paused one <c>paused since − zero</c>. <c>null</c>: the days do not run.
    /// </summary>
    public DateOnly? ZeroDate => CessionDate is { } cession
        ? cession.AddDays(Pauses.Where(pause => pause.Until is not null).Sum(pause => pause.DaysIn(cession, DateOnly.MaxValue)) - OriginatorDays)
        : null;

    /// <summary>The date on which days past due reach a number if nothing pauses them; <c>null</c>: never, they do not run now.</summary>
    public DateOnly? DateOf(int days) => PausedSince is null ? ZeroDate?.AddDays(days) : null;
}

/// <summary>Days from <paramref name="From"/> until the day before <paramref name="Until"/> do not count.</summary>
/// <param name="Until"><c>null</c>: still paused.</param>
public sealed record Pause(DateOnly From, DateOnly? Until)
{
    /// <summary>How many of its days lie from a date until the day before another.</summary>
    public int DaysIn(DateOnly from, DateOnly until)
    {
        var first = From > from ? From : from;
        var end = Until is { } ended && ended < until ? ended : until;
        return Math.Max(0, end.DayNumber - first.DayNumber);
    }
}

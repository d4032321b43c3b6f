using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Tickets.Sla;

/// <summary>The clocks of a ticket under a policy, with every part that their sums are made of.</summary>
/// <param name="At">As of when, UTC.</param>
/// <param name="Policy">The version they are reckoned under.</param>
/// <param name="Governing">Whether that version governs the ticket; otherwise it is what would have been.</param>
/// <param name="Zone">IANA zone of the policy's business hours.</param>
/// <param name="NextBreachAt">UTC: when the next clock breaches if nothing changes.</param>
/// <param name="BreachedSince">UTC: since when something is late that was not done yet.</param>
public sealed record SlaAnswer(
    TicketId TicketId, string Number, DateTimeOffset At, int Policy, bool Governing, string Zone, DateTimeOffset? NextBreachAt, DateTimeOffset? BreachedSince,
    IReadOnlyList<SlaClockAnswer> Clocks, IReadOnlyList<ResolutionAnswer> Resolutions)
{
    internal static SlaAnswer Of(TicketHistory ticket, SlaPolicyVersion version, bool governing, SlaReckoning reckoning) => new(
        ticket.TicketId, ticket.Number, reckoning.At, version.Version, governing, version.Terms.Hours.Zone, reckoning.NextBreachAt, reckoning.BreachedSince,
        [.. reckoning.Runs.Select(SlaClockAnswer.Of)], [.. reckoning.Resolutions.Select(ResolutionAnswer.Of)]);
}

/// <summary>A run of a clock.</summary>
/// <param name="Time">What its minutes are of: business hours, or day and night.</param>
/// <param name="ElapsedMinutes">The sum of the segments that run, in <paramref name="Time"/>.</param>
/// <param name="RemainingMinutes">Negative: by how much it is exceeded.</param>
/// <param name="DueAt">UTC; <c>null</c>: it stands still before it is due.</param>
public sealed record SlaClockAnswer(
    SlaClock Clock, int Run, SlaRunStatus Status, SlaTime Time, int LimitMinutes, decimal ElapsedMinutes, decimal RemainingMinutes, DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt, DateTimeOffset? WarnAt, DateTimeOffset? DueAt, DateTimeOffset? BreachedAt, IReadOnlyList<SlaSegmentAnswer> Segments)
{
    internal static SlaClockAnswer Of(SlaRun run) => new(
        run.Clock, run.Number, run.Status, run.Limit.Time, run.Limit.Length, Minutes.Of(run.Elapsed), Minutes.Of(run.Remaining), run.StartedAt, run.EndedAt, run.WarnAt,
        run.DueAt, run.BreachedAt,
        [.. run.Segments.Select(segment => new SlaSegmentAnswer(segment.From, segment.To, segment.State, segment.Runs, Minutes.Of(segment.Business), Minutes.Of(segment.Calendar)))]);
}

/// <param name="To">UTC; <c>null</c>: it goes on, and its minutes are up to the instant of the answer.</param>
/// <param name="Runs">Otherwise the clock is paused: that is what the policy says of the state.</param>
public sealed record SlaSegmentAnswer(DateTimeOffset From, DateTimeOffset? To, TicketState State, bool Runs, decimal BusinessMinutes, decimal CalendarMinutes);

/// <summary>From the opening to a resolution: worked, paused, and lain resolved or closed before a reopening. The three add up to all of it.</summary>
public sealed record ResolutionAnswer(
    int Resolution, DateTimeOffset ResolvedAt, decimal BusinessMinutes, decimal CalendarMinutes, decimal PausedBusinessMinutes, decimal PausedCalendarMinutes,
    decimal RestedBusinessMinutes, decimal RestedCalendarMinutes)
{
    internal static ResolutionAnswer Of(ResolutionTime time) => new(
        time.Number, time.ResolvedAt, Minutes.Of(time.Business), Minutes.Of(time.Calendar), Minutes.Of(time.PausedBusiness), Minutes.Of(time.PausedCalendar),
        Minutes.Of(time.RestedBusiness), Minutes.Of(time.RestedCalendar));
}

/// <param name="Versions">In order; none was taken back ever.</param>
/// <param name="Published">Whether anything was written down yet; otherwise the version is what holds until then.</param>
public sealed record SlaPolicyAnswer(CampaignId? CampaignId, bool Published, int? InForce, IReadOnlyList<SlaPolicyVersion> Versions);

internal static class Minutes
{
    /// <summary>To six decimals: far below what an instant is kept to.</summary>
    public static decimal Of(TimeSpan time) => Math.Round((decimal)time.Ticks / TimeSpan.TicksPerMinute, 6, MidpointRounding.ToEven);
}

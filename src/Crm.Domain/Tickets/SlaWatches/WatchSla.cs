using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;

namespace Crm.Domain.Tickets.SlaWatches;

/// <summary>Announce what has come due of a ticket's clocks, and state its deadlines where they are others than before.</summary>
/// <param name="WriteDownPolicyIn">The stream of the policy, where it holds without having been published: it is written down with the first ticket.</param>
public sealed record WatchSla(DateTimeOffset Now, Guid? WriteDownPolicyIn = null);

public static class WatchSlaHandler
{
    /// <param name="policy">Of the ticket's campaign; where nothing was published, <see cref="SlaPolicy.Unpublished"/>.</param>
    public static Decision Handle(WatchSla command, SlaWatch? watch, TicketHistory ticket, SlaPolicy policy)
    {
        var governing = policy.Governing(ticket, command.Now);
        var reckoning = SlaReckoning.Of(ticket, governing.Terms, command.Now);
        var moment = BusinessMoment.Of(command.Now, governing.Terms.Hours.Zone);
        var announced = (watch?.Announced ?? []).ToHashSet();

        var events = new List<IEvent>();
        foreach (var run in reckoning.Runs)
        {
            // A breach is announced also when what was late has come since; a warning only while there is something to do about it.
            if (run.BreachedAt is { } breached && announced.Add(new(run.Clock, run.Number, Breach: true)))
                events.Add(new SlaBreached(ticket.TicketId, ticket.Number, run.Clock, run.Number, run.Limit, governing.Version, breached, ticket.Standing, moment));
            else if (run is { Status: SlaRunStatus.Running, BreachedAt: null, DueAt: { } due } && run.WarnAt <= command.Now && announced.Add(new(run.Clock, run.Number, Breach: false)))
                events.Add(new SlaWarned(ticket.TicketId, ticket.Number, run.Clock, run.Number, run.Limit, governing.Version, due, ticket.Standing, moment));
        }

        var scheduled = Schedule(ticket, governing.Version, reckoning, announced, moment);
        if (events.Count == 0 && watch?.Scheduled is { } last && IsSame(last, scheduled)) return Decision.AlreadySo;

        var decision = Decision.Append([.. events, scheduled]);
        return command.WriteDownPolicyIn is { } stream ? decision.And<SlaPolicy>(stream, [policy.WrittenDown(command.Now)]) : decision;
    }

    private static SlaScheduled Schedule(TicketHistory ticket, int version, SlaReckoning reckoning, HashSet<SlaAnnouncement> announced, BusinessMoment moment)
    {
        var open = reckoning.Runs.Where(run => run.IsOpen).ToList();
        var wakes = open.Where(run => run is { Status: SlaRunStatus.Running, BreachedAt: null })
            .SelectMany(run => announced.Contains(new(run.Clock, run.Number, Breach: false)) ? [run.DueAt] : (DateTimeOffset?[])[run.WarnAt, run.DueAt])
            .Where(wake => wake > reckoning.At);

        return new(
            ticket.TicketId, ticket.Standing.CampaignId, version,
            [.. open.Select(run => new SlaDeadline(run.Clock, run.Number, run.Limit, run.WarnAt, run.DueAt))],
            reckoning.NextBreachAt, reckoning.BreachedSince, wakes.Min(), moment);
    }

    private static bool IsSame(SlaScheduled last, SlaScheduled next) =>
        next with { Deadlines = last.Deadlines, Moment = last.Moment } == last && next.Deadlines.SequenceEqual(last.Deadlines);
}

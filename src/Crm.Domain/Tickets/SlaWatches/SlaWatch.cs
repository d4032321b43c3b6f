using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;

namespace Crm.Domain.Tickets.SlaWatches;

/// <summary>What was announced of a ticket's clocks. Its stream's id is derived from the ticket's.</summary>
/// <param name="Scheduled">The deadlines as they were stated last; <c>null</c>: never yet.</param>
public sealed record SlaWatch(TicketId TicketId, SlaScheduled? Scheduled, IReadOnlyList<SlaAnnouncement> Announced) : IAggregate<SlaWatch>
{
    public static SlaWatch? Evolve(SlaWatch? watch, object @event) => @event switch
    {
        SlaScheduled e => (watch ?? new(e.TicketId, null, [])) with { Scheduled = e },
        SlaWarned e => (watch ?? new(e.TicketId, null, [])).With(new(e.Clock, e.Run, Breach: false)),
        SlaBreached e => (watch ?? new(e.TicketId, null, [])).With(new(e.Clock, e.Run, Breach: true)),
        _ => watch,
    };

    private SlaWatch With(SlaAnnouncement announcement) => this with { Announced = [.. Announced, announcement] };
}

/// <param name="Breach">A breach; otherwise a warning.</param>
public sealed record SlaAnnouncement(SlaClock Clock, int Run, bool Breach);

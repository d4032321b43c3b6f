using Crm.Api.Hosting;
using Crm.EventStore.Agenda;
using Crm.Projections.Tickets.Sla;

namespace Crm.Api.Tickets.Sla;

/// <summary>What is done when a clock has something to announce, and when a promise begins to hold.</summary>
public sealed class SlaDeadlines(SlaUnits sla) : IDeadlines
{
    public IReadOnlyCollection<string> Kinds { get; } = [SlaAgenda.Watch, SlaAgenda.Policy];

    public DeadlineCommand CommandFor(AgendaItem item) => item.Kind switch
    {
        SlaAgenda.Watch => new("WatchSla", (unit, _) => sla.Watch(unit, new(item.StreamId))),
        SlaAgenda.Policy => new("ApplySlaPolicy", (unit, _) => sla.Apply(unit, item.StreamId)),
        _ => throw new InvalidOperationException($"No command belongs to the deadline '{item.Kind}'."),
    };
}

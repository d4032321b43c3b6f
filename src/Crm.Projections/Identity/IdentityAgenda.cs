using Crm.Domain.Identity.Agents;
using Crm.EventStore.Agenda;
using Crm.EventStore.Streams;

namespace Crm.Projections.Identity;

/// <summary>Work days that are open, to be closed when their date is over.</summary>
public sealed class IdentityAgenda() : AgendaProjection(version: 1)
{
    /// <summary><c>CloseWorkDay</c> on the agent.</summary>
    public const string WorkDayClose = "work_day_close";

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(WorkDayStarted), typeof(WorkDayEnded)];

    public override IEnumerable<string> Keys(Recorded recorded) => [$"{WorkDayClose}:{recorded.StreamId}"];

    public override AgendaItem? Evolve(string key, AgendaItem? item, Recorded recorded) => recorded.Data switch
    {
        WorkDayStarted e => new(key, e.ClosesAt.ToUniversalTime(), WorkDayClose, recorded.StreamId),
        _ => null,
    };
}

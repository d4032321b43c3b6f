using System.Globalization;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.SlaWatches;
using Crm.EventStore.Agenda;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets.Sla;

/// <summary>
/// When there is something to announce of a ticket's clocks, and when a policy takes effect. Every change of a ticket's deadlines states its next instant
/// anew, so that an item moves with it and a rebuild neither loses nor repeats an announcement.
/// </summary>
public sealed class SlaAgenda() : AgendaProjection(version: 1)
{
    /// <summary><c>WatchSla</c> on the ticket; the item names the ticket's stream.</summary>
    public const string Watch = "sla_watch";

    /// <summary><c>ApplySlaPolicy</c> on the policy.</summary>
    public const string Policy = "sla_policy";

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SlaScheduled), typeof(SlaPolicyPublished), typeof(SlaPolicyTookEffect)];

    public override IEnumerable<string> Keys(Recorded recorded) => recorded.Data switch
    {
        SlaScheduled e => [$"{Watch}:{e.TicketId}"],
        SlaPolicyPublished e => [OfVersion(recorded, e.Version)],
        SlaPolicyTookEffect e => [OfVersion(recorded, e.Version)],
        _ => [],
    };

    public override AgendaItem? Evolve(string key, AgendaItem? item, Recorded recorded) => recorded.Data switch
    {
        SlaScheduled { WakeAt: { } wake } e => new(key, wake.ToUniversalTime(), Watch, e.TicketId.Value),
        SlaPolicyPublished { Version: > 1 } e => new(key, e.EffectiveFrom.ToUniversalTime(), Policy, recorded.StreamId),
        _ => null,
    };

    private static string OfVersion(Recorded recorded, int version) => string.Create(CultureInfo.InvariantCulture, $"{Policy}:{recorded.StreamId}:{version}");
}

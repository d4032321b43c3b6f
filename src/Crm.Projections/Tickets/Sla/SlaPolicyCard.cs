using Crm.Domain.Tickets.SlaPolicies;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets.Sla;

/// <summary>What is promised, with every version there ever was: the fold of the stream itself.</summary>
public sealed class SlaPolicyCard() : StreamProjection<SlaPolicy>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SlaPolicyPublished), typeof(SlaPolicyTookEffect)];

    public override SlaPolicy? Evolve(SlaPolicy? policy, Recorded recorded) => SlaPolicy.Evolve(policy, recorded.Data);
}

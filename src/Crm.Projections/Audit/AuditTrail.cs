using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Audit;

/// <summary>Every event as a line, in the order it happened. What a state was before and after is replayed from the stream when asked for.</summary>
public sealed class AuditTrail() : DocumentProjection<Guid, AuditLine>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [.. typeof(IEvent).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IEvent)))];

    public override IEnumerable<Guid> Keys(Recorded recorded) => [recorded.EventId];

    public override AuditLine Evolve(Guid key, AuditLine? document, Recorded recorded) => new(
        recorded.Position, recorded.EventId, recorded.StreamId, recorded.Version, recorded.EventType, recorded.Timestamp.ToUniversalTime(),
        recorded.Metadata.ActorId, recorded.Metadata.Command, recorded.Metadata.CorrelationId, recorded.Metadata.Address,
        EventFacts.Id<DebtorId>(recorded.Data), EventFacts.Id<AccountId>(recorded.Data), EventFacts.Id<CampaignId>(recorded.Data),
        EventFacts.Of(recorded.Data), EventFacts.Changes(recorded.Data));

    public override void Describe(DocumentColumns columns) => columns
        .Number("position", "position")
        .Text("stream_id", "streamId")
        .Text("event_type", "eventType")
        .Instant("at", "at")
        .Text("actor_id", "actorId")
        .Text("debtor_id", "debtorId")
        .Text("account_id", "accountId")
        .Text("campaign_id", "campaignId")
        .Index(["position"], unique: true)
        .Index(["stream_id", "position"])
        .Index(["actor_id", "position"])
        .Index(["debtor_id", "position"])
        .Index(["campaign_id", "position"])
        .Index(["event_type", "position"])
        .Index(["at"]);
}

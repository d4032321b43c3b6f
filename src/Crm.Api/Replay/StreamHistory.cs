using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Replay;

/// <summary>A stream's events up to some point, and the states they lead through.</summary>
/// <param name="Type">The stored name of the stream's type.</param>
/// <param name="Events">From the first one on, in order.</param>
public sealed record StreamHistory(
    Guid Id, string Type, IReadOnlyList<Recorded> Events, Func<object?, object, object?> Fold, JsonSerializerOptions Json)
{
    /// <summary>Texts to hide in states and events; empty for who may see them.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>();

    /// <summary>The same history for who may not see personal data.</summary>
    public StreamHistory WithoutPersonalData() => this with { Hidden = PersonalData.ValuesIn(Events.Select(recorded => recorded.Data)) };

    /// <summary>The campaigns that the stream's events name; none for what belongs to the whole business.</summary>
    public IReadOnlyCollection<CampaignId> Campaigns => [.. Events.Select(recorded => EventCampaign.Of(Written(recorded.Data))).OfType<CampaignId>().Distinct()];

    /// <summary>The state after a version; <c>null</c> for version 0 or a state that an event ended.</summary>
    public JsonNode? StateAt(long version) =>
        Shown(Events.TakeWhile(recorded => recorded.Version <= version).Select(recorded => recorded.Data).Aggregate((object?)null, Fold));

    /// <summary>Every event with the state after it and what it changed.</summary>
    public IEnumerable<ReplayedEvent> Steps()
    {
        object? state = null;
        JsonNode? before = null;
        foreach (var recorded in Events)
        {
            state = Fold(state, recorded.Data);
            var after = Shown(state);
            yield return new(
                recorded.Version, recorded.Position, recorded.EventId, recorded.EventType, recorded.Timestamp, recorded.Metadata.ActorId, recorded.Metadata.Command,
                recorded.Metadata.CorrelationId, Secrets.Hide(PersonalData.Hide((JsonNode)Written(recorded.Data), Hidden))!, after, JsonDifference.Between(before, after));
            before = after;
        }
    }

    private JsonNode? Shown(object? state) =>
        state is null ? null : Secrets.Hide(PersonalData.Hide(JsonSerializer.SerializeToNode(state, state.GetType(), Json), Hidden));

    private JsonObject Written(object data) => JsonSerializer.SerializeToNode(data, data.GetType(), Json)!.AsObject();
}

/// <summary>An event of a stream, the state it led to and what it changed.</summary>
/// <param name="State">The state after it, as far as decisions ask about it.</param>
/// <param name="Changes">What differs from the state before it.</param>
public sealed record ReplayedEvent(
    long Version, long Position, Guid EventId, string Type, DateTimeOffset At, Guid? ActorId, string? Command, string? CorrelationId,
    JsonNode Data, JsonNode? State, IReadOnlyList<Difference> Changes);

/// <summary>The campaign an event belongs to, as it says itself.</summary>
public static class EventCampaign
{
    public static CampaignId? Of(JsonObject data)
    {
        foreach (var holder in (JsonNode?[])[data, data["work"], data["parties"], data["statement"]])
            if (holder is JsonObject members && members["campaignId"] is JsonValue value && value.TryGetValue<Guid>(out var id))
                return new(id);
        return null;
    }
}

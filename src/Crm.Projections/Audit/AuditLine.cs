namespace Crm.Projections.Audit;

/// <summary>An event as somebody reads it who wants to know what happened: who, when, what, on whom, through which command, from where.</summary>
/// <param name="Position">The event's place in the order of commits.</param>
/// <param name="At">UTC.</param>
/// <param name="ActorId">The user; <c>null</c>: the system itself.</param>
/// <param name="Address">Where the command came from.</param>
/// <param name="DebtorId">On whom, as far as the event names him; with <paramref name="AccountId"/> and <paramref name="CampaignId"/>.</param>
/// <param name="Facts">The event's members as text, personal data left out: read them from the event, with the permission to see them.</param>
/// <param name="Changes">What changed from what to what, where the event says both.</param>
public sealed record AuditLine(
    long Position, Guid EventId, Guid StreamId, long Version, string EventType, DateTimeOffset At, Guid? ActorId, string? Command,
    string? CorrelationId, string? Address, Guid? DebtorId, Guid? AccountId, Guid? CampaignId,
    IReadOnlyDictionary<string, string> Facts, IReadOnlyList<AuditChange> Changes);

/// <param name="Field">Member in camelCase.</param>
public sealed record AuditChange(string Field, string? From, string? To);

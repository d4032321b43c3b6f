namespace Crm.EventStore.Projecting;

/// <summary>What an operator sees of a projection, a reaction or an agenda.</summary>
/// <param name="Kind"><c>projection</c>, <c>reaction</c> or <c>agenda</c>.</param>
/// <param name="Lag">Events behind the end; 0 for an agenda.</param>
/// <param name="LagTime">Age of the first event it has not seen.</param>
/// <param name="Owner">The host that runs it; <c>null</c>: nobody does.</param>
/// <param name="Complete">Whether it has been built up to where the store stood when it was new.</param>
/// <param name="Quarantined">Documents that stand still because their fold threw; dead letters of a reaction or an agenda.</param>
/// <param name="Error">Why it stands still as a whole.</param>
/// <param name="Rebuild">A rebuild under way or interrupted.</param>
public sealed record ShardStatus(
    string Name, string Kind, int Version, string Shard, long Position, long Lag, TimeSpan LagTime, Guid? Owner, string? OwnerName, bool Paused, bool Complete,
    long Quarantined, string? Error, DateTimeOffset? ErrorSince, RebuildStatus? Rebuild)
{
    public bool Healthy => Error is null && Quarantined == 0 && Complete && (Owner is not null || Paused);
}

/// <param name="Share">0…1.</param>
public sealed record RebuildStatus(decimal Share, int EventsPerSecond, TimeSpan? Left, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt);

/// <param name="Key">The document's.</param>
/// <param name="Position">The event it could not fold.</param>
/// <param name="Missed">Events it has not seen since, that one included.</param>
public sealed record QuarantinedDocument(string Projection, string Key, long Position, string Error, DateTimeOffset Since, int Attempts, long Missed);

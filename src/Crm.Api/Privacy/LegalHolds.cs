using Crm.Api.Queries;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Audit;

namespace Crm.Api.Privacy;

/// <summary>Who is under a legal hold at this moment.</summary>
public sealed class LegalHolds(ViewReader views, Aggregates aggregates)
{
    private static readonly AuditTrail Trail = new();

    /// <summary>Everybody of whom nothing may go, debtors and users.</summary>
    public async Task<IReadOnlyList<Guid>> Held(CancellationToken ct)
    {
        var held = new List<Guid>();
        // The trail finds them by type; what it has not seen yet is looked for in the events themselves, so that no hold is overlooked.
        foreach (var id in await views.Query<Guid>(
            $"""
            select stream_id::uuid from {DocumentTable.Of<AuditTrail>()} where event_type = 'legal_hold_placed'
            union
            select stream_id from mt_events
                where type = 'legal_hold_placed' and seq_id > coalesce((select last_seq_id from mt_event_progression where name = @shard), 0)
            """, new { shard = ShardName.Of(Trail.Name, Trail.Version) }, ct))
        {
            if ((await aggregates.Load<DataSubject>(id, DataSubject.Evolve, fresh: true, ct)).State is { Holds.Count: > 0 }) held.Add(id);
        }

        return held;
    }
}

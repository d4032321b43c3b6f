using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>Which queues the teams of a scope work for: with campaigns and what somebody has himself, that decides whose tickets he reaches.</summary>
public sealed class TicketTeams(ViewReader views, TimeProvider clock) : IDisposable
{
    // As soon as a change of rights is felt.
    private static readonly TimeSpan Kept = IdentityFeed.Interval;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private Known? _known;

    public async Task<IReadOnlyList<QueueInfo>> AllQueues(CancellationToken ct) =>
        [.. (await views.Query<string>($"select data::text from {DocumentTable.Of<QueueCard>()} order by code, id", null, ct)).Select(views.Read<QueueInfo>)];

    /// <summary>The queues that somebody's teams work for.</summary>
    public async Task<IReadOnlyList<QueueId>> QueuesOf(CallerScope scope, CancellationToken ct) => HasTeams(scope) ? Of(scope, await AllQueues(ct)) : [];

    /// <summary>The same for those who follow a tray and are asked about again and again: all of them cause one question every quarter of a second.</summary>
    /// <param name="anew">As it is now, not as it was a moment ago.</param>
    internal async ValueTask<IReadOnlyList<QueueId>> QueuesOf(CallerScope scope, bool anew, CancellationToken ct)
    {
        if (!HasTeams(scope)) return [];
        if (!anew && Fresh() is { } known) return Of(scope, known);
        await _reading.WaitAsync(ct);
        try
        {
            if (anew || Fresh() is not { } read)
            {
                // From before it was asked for: the answer may be older than its arrival.
                var at = clock.GetTimestamp();
                read = await AllQueues(ct);
                _known = new(at, read);
            }

            return Of(scope, read);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private static bool HasTeams(CallerScope scope) => !scope.All && scope.Teams.Count > 0;

    private static IReadOnlyList<QueueId> Of(CallerScope scope, IReadOnlyList<QueueInfo> queues) =>
        [.. queues.Where(queue => queue.Teams.Any(scope.Teams.Contains)).Select(queue => queue.QueueId)];

    private IReadOnlyList<QueueInfo>? Fresh() => _known is { } known && clock.GetElapsedTime(known.At) < Kept ? known.Queues : null;

    private sealed record Known(long At, IReadOnlyList<QueueInfo> Queues);
}

using Crm.Api.Identity;

namespace Crm.Api.Replay;

/// <summary>Whether a stream is within a caller's reach: by the campaigns its events name.</summary>
public sealed class StreamReach
{
    /// <summary>A stream that names no campaign belongs to the whole business.</summary>
    public Task<bool> Reaches(StreamHistory history, CallerScope scope, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(scope.All || history.Campaigns.Any(campaign => scope.Reaches(campaign)));
    }
}

using Crm.Domain.Kernel;

namespace Crm.Api.Http;

/// <summary>What became of a command.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome()
    {
    }

    /// <summary>It holds now: appended, or so already.</summary>
    /// <param name="Id">The addressed stream.</param>
    /// <param name="Version">Its version now.</param>
    /// <param name="Position">A position at which the command's effect is visible.</param>
    /// <param name="Created">Whether the stream began with this command.</param>
    /// <param name="Appended">Whether anything was written; not so for what held already.</param>
    public sealed record Done(Guid Id, long Version, long Position, bool Created, bool Appended) : CommandOutcome;

    /// <summary>The business says no.</summary>
    /// <param name="RecordedAt">Where the refusal itself was recorded, if it is a fact; otherwise <c>null</c>.</param>
    public sealed record Refused(Refusal Refusal, long? RecordedAt) : CommandOutcome;

    /// <summary>A stream the command needs does not exist.</summary>
    public sealed record NotFound(Guid StreamId) : CommandOutcome;

    /// <summary>The stream is no longer at the version the caller saw.</summary>
    public sealed record Stale(Guid StreamId, long Expected, long Actual) : CommandOutcome;

    /// <summary>Others kept changing the same streams through every try; nothing was written and trying again is sensible.</summary>
    public sealed record Contended(Guid StreamId) : CommandOutcome;

    /// <summary>The caller's key stands for another request.</summary>
    public sealed record KeyReused(string Key) : CommandOutcome;
}

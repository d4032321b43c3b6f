using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

/// <summary>A signed-in session and its family of refresh tokens.</summary>
/// <param name="Generation">The refresh token that is good; earlier ones are spent.</param>
/// <param name="RefreshedAt">When that one was given out, or a page was used last as far as it is recorded.</param>
public sealed record Session(
    Guid Id, UserId UserId, int SecurityStamp, int Generation, DateTimeOffset RefreshedAt, DateTimeOffset ExpiresAt, SessionEnd? Ended) : IAggregate<Session>
{
    /// <summary>Opened from an address on no list, on purpose and with the second factor.</summary>
    public bool PassedClosedList { get; init; }

    public static Session? Evolve(Session? session, object @event) => @event switch
    {
        SessionOpened e => new(e.SessionId, e.UserId, e.SecurityStamp, 1, e.At, e.ExpiresAt, null),
        SessionRefreshed e => session! with { Generation = e.Generation, RefreshedAt = e.At },
        SessionUsed e => session! with { RefreshedAt = e.At },
        ClosedListPassed => session! with { PassedClosedList = true },
        SessionEnded e => session! with { Ended = e.Why },
        _ => session,
    };

    /// <summary>Whether it still counts for a user with this stamp.</summary>
    public bool IsOpen(int securityStamp, DateTimeOffset now) => Ended is null && SecurityStamp == securityStamp && now < ExpiresAt;
}

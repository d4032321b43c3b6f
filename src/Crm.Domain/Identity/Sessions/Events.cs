using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Somebody signed in; a family of refresh tokens begins with generation 1.</summary>
/// <param name="SecurityStamp">The user's at that moment; a later one ends the session.</param>
/// <param name="At">By the system's clock, which tokens live by.</param>
/// <param name="ExpiresAt">When it ends however busy it is.</param>
public sealed record SessionOpened(Guid SessionId, UserId UserId, int SecurityStamp, DateTimeOffset At, DateTimeOffset ExpiresAt) : IEvent;

/// <summary>A refresh token was exchanged for the next generation.</summary>
public sealed record SessionRefreshed(Guid SessionId, UserId UserId, int Generation, DateTimeOffset At) : IEvent;

public sealed record SessionEnded(Guid SessionId, UserId UserId, SessionEnd Why) : IEvent;

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    SignedOut,

    /// <summary>A spent refresh token was shown again: somebody else may have it, so nobody keeps it.</summary>
    TokenReused,
    Expired,
    CredentialsChanged,
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Somebody signed in; a family of refresh tokens begins with generation 1.</summary>
/// <param name="SecurityStamp">The user's at that moment; a later one ends the session.</param>
/// <param name="At">By the system's clock, which tokens live by.</param>
/// <param name="ExpiresAt">When it ends however busy it is.</param>
/// <param name="Device">What the client said of itself, cut short.</param>
/// <param name="With">What he proved himself with.</param>
public sealed record SessionOpened(
    Guid SessionId, UserId UserId, int SecurityStamp, DateTimeOffset At, DateTimeOffset ExpiresAt,
    [property: Personal("UserId")] string? Device = null, SignedInWith With = SignedInWith.Password) : IEvent;

/// <summary>Somebody who may signed in from an address on no list, with his second factor, saying that he does.</summary>
public sealed record ClosedListPassed(Guid SessionId, UserId UserId) : IEvent;

/// <summary>A refresh token was exchanged for the next generation.</summary>
public sealed record SessionRefreshed(Guid SessionId, UserId UserId, int Generation, DateTimeOffset At) : IEvent;

/// <summary>A session of the pages, which has no tokens to refresh, was used; written now and then, not with every page.</summary>
public sealed record SessionUsed(Guid SessionId, UserId UserId, DateTimeOffset At) : IEvent;

/// <param name="EndedBy">Who ended it, when somebody did.</param>
public sealed record SessionEnded(Guid SessionId, UserId UserId, SessionEnd Why, UserId? EndedBy = null) : IEvent;

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    SignedOut,

    /// <summary>A spent refresh token was shown again: somebody else may have it, so nobody keeps it.</summary>
    TokenReused,
    Expired,
    CredentialsChanged,

    /// <summary>Its user or an administrator ended it from elsewhere.</summary>
    EndedFromOutside,
}

/// <summary>What a session was opened with.</summary>
public enum SignedInWith { Password, Authenticator, RecoveryCode }

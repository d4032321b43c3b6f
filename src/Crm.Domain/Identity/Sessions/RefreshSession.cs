using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

/// <param name="Generation">That of the refresh token that was shown.</param>
/// <param name="Now">By the system's clock.</param>
/// <param name="IdleLimit">How long a refresh token is good.</param>
public sealed record RefreshSession(int Generation, DateTimeOffset Now, TimeSpan IdleLimit);

public static class RefreshSessionHandler
{
    private static readonly Refusal Refused = new("identity.refresh-refused", "The refresh token is spent or the session has ended.", []);

    /// <summary>A token works once; hearing it again ends the family, and that is the meaning of repeating it.</summary>
    public static Decision Handle(RefreshSession command, Session session, User user)
    {
        if (session.Ended is not null) return Decision.Refuse(Refused);
        if (!user.MaySignIn || user.SecurityStamp != session.SecurityStamp) return End(session, SessionEnd.CredentialsChanged);
        if (command.Generation != session.Generation) return End(session, SessionEnd.TokenReused);
        if (command.Now >= session.ExpiresAt || command.Now - session.RefreshedAt > command.IdleLimit) return End(session, SessionEnd.Expired);

        return Decision.Append(new SessionRefreshed(session.Id, session.UserId, session.Generation + 1, command.Now));
    }

    private static Decision End(Session session, SessionEnd why) =>
        Decision.RefuseAndRecord(Refused, new SessionEnded(session.Id, session.UserId, why));
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

/// <param name="Now">By the system's clock.</param>
/// <param name="IdleLimit">How long a session may go unused.</param>
public sealed record UseSession(DateTimeOffset Now, TimeSpan IdleLimit)
{
    /// <summary>How much use may go unrecorded: a third of what may go unused.</summary>
    public static TimeSpan Unrecorded(TimeSpan idleLimit) => idleLimit / 3;
}

public static class UseSessionHandler
{
    private static readonly Refusal Over = new("identity.session-over", "The session has ended.", []);

    /// <summary>Records that a session of the pages is in use, or that it was not for too long and is over.</summary>
    public static Decision Handle(UseSession command, Session session)
    {
        if (session.Ended is not null) return Decision.Refuse(Over);
        var unused = command.Now - session.RefreshedAt;
        if (command.Now >= session.ExpiresAt || unused > command.IdleLimit + UseSession.Unrecorded(command.IdleLimit))
            return Decision.RefuseAndRecord(Over, new SessionEnded(session.Id, session.UserId, SessionEnd.Expired));

        return unused < UseSession.Unrecorded(command.IdleLimit)
            ? Decision.AlreadySo
            : Decision.Append(new SessionUsed(session.Id, session.UserId, command.Now));
    }
}

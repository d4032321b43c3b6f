using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

public sealed record EndSession(SessionEnd Why, UserId? By = null);

public static class EndSessionHandler
{
    public static Decision Handle(EndSession command, Session session) =>
        session.Ended is not null
            ? Decision.AlreadySo
            : Decision.Append(new SessionEnded(session.Id, session.UserId, command.Why, command.By));
}

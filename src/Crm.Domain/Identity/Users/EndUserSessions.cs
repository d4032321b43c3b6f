using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

public sealed record EndUserSessions(string Reason, UserId? By);

public static class EndUserSessionsHandler
{
    /// <summary>Repeating it ends the sessions that were opened meanwhile.</summary>
    public static Decision Handle(EndUserSessions command, User user) =>
        Decision.Append(new UserSessionsEnded(user.Id, command.Reason, command.By));
}

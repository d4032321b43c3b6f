using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Sessions;

/// <param name="Now">By the system's clock.</param>
/// <param name="PasswordHash">The hash the password was checked against; another one meanwhile means it was changed.</param>
public sealed record OpenSession(Guid SessionId, string PasswordHash, DateTimeOffset Now, TimeSpan Lifetime);

public static class OpenSessionHandler
{
    public static Decision Handle(OpenSession command, Session? session, User user)
    {
        if (session is not null) return Decision.AlreadySo;
        if (!user.MaySignIn || user.PasswordHash != command.PasswordHash)
            return Decision.Refuse("identity.sign-in-refused", "User name or password are wrong, or the account is not open.");

        return Decision.Append(new SessionOpened(command.SessionId, user.Id, user.SecurityStamp, command.Now, command.Now + command.Lifetime));
    }
}

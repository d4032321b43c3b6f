using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

/// <param name="PasswordHash">Made at the edge; the password itself never comes here.</param>
public sealed record SetPassword(string PasswordHash, UserId? By);

public static class SetPasswordHandler
{
    /// <summary>Setting a password again is a new fact: it ends the sessions opened under the old one.</summary>
    public static Decision Handle(SetPassword command, User user) =>
        Closed.Refuse(user)
        ?? (command.PasswordHash == user.PasswordHash
            ? Decision.AlreadySo
            : Decision.Append(new PasswordSet(user.Id, command.PasswordHash, command.By)));
}

/// <summary>Keeps the same password under a stronger hash.</summary>
public sealed record RehashPassword(string OldHash, string NewHash);

public static class RehashPasswordHandler
{
    public static Decision Handle(RehashPassword command, User user) =>
        user.PasswordHash == command.OldHash
            ? Decision.Append(new PasswordRehashed(user.Id, command.NewHash))
            : Decision.AlreadySo;
}

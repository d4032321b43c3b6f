using Crm.Domain.Identity.UserNames;
using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

/// <param name="UserNameId">The reservation's id, derived from the normalised name.</param>
public sealed record InviteUser(UserId UserId, Guid UserNameId, string UserName, string FullName, string? Email, string Language, string Zone);

public static class InviteUserHandler
{
    public static Decision Handle(InviteUser command, User? user, UserName? name)
    {
        if (user is not null && name?.HeldBy == user.Id) return Decision.AlreadySo;
        if (name?.HeldBy is not null) return Decision.Refuse("identity.user-name-taken", "Another user has this name.", "userName");
        if (user is not null) return Decision.Refuse("identity.user-exists", "There is a user with this id.");

        return Decision
            .Append(new UserInvited(command.UserId, command.UserName, command.FullName, command.Email, command.Language, command.Zone))
            .And<UserName>(command.UserNameId, new UserNameTaken(command.UserNameId, command.UserId));
    }
}

using Crm.Domain.Identity.SuperAdministrators;
using Crm.Domain.Kernel;
using Roster = Crm.Domain.Identity.SuperAdministrators.SuperAdministrators;

namespace Crm.Domain.Identity.Users;

public sealed record ReactivateUser(UserId? By, Guid RosterId);

public static class ReactivateUserHandler
{
    public static Decision Handle(ReactivateUser command, User user)
    {
        if (Closed.Refuse(user) is { } closed) return closed;
        if (user.Status is not UserStatus.Suspended) return Decision.AlreadySo;

        var reactivated = Decision.Append(new UserReactivated(user.Id, command.By));
        return user.IsSuperAdministrator
            ? reactivated.And<Roster>(command.RosterId, new SuperAdministratorAdded(user.Id))
            : reactivated;
    }
}

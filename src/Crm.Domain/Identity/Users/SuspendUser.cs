using Crm.Domain.Identity.SuperAdministrators;
using Crm.Domain.Kernel;
using Roster = Crm.Domain.Identity.SuperAdministrators.SuperAdministrators;

namespace Crm.Domain.Identity.Users;

public sealed record SuspendUser(string Reason, UserId? By, Guid RosterId);

public static class SuspendUserHandler
{
    public static Decision Handle(SuspendUser command, User user, Roster? roster)
    {
        if (user.Status is UserStatus.Suspended) return Decision.AlreadySo;
        if (Closed.Refuse(user) is { } closed) return closed;
        if (command.By == user.Id) return Decision.Refuse("identity.suspends-himself", "Nobody suspends himself.");

        var suspended = Decision.Append(new UserSuspended(user.Id, command.Reason, command.By));
        if (roster?.Has(user.Id) is not true) return suspended;
        if (roster.IsLast(user.Id)) return LastSuperAdministrator.Refusal;

        return suspended.And<Roster>(command.RosterId, new SuperAdministratorRemoved(user.Id));
    }
}

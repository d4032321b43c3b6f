using Crm.Domain.Identity.SuperAdministrators;
using Crm.Domain.Identity.UserNames;
using Crm.Domain.Kernel;
using Roster = Crm.Domain.Identity.SuperAdministrators.SuperAdministrators;

namespace Crm.Domain.Identity.Users;

/// <param name="RosterId">The stream of the super administrators.</param>
/// <param name="UserNameId">The reservation of his name, which is given up.</param>
public sealed record CloseUser(string Reason, UserId? By, Guid RosterId, Guid UserNameId);

public static class CloseUserHandler
{
    public static Decision Handle(CloseUser command, User user, Roster? roster, UserName? name)
    {
        if (user.Status is UserStatus.Closed) return Decision.AlreadySo;
        if (command.By == user.Id) return Decision.Refuse("identity.suspends-himself", "Nobody suspends or closes himself.");
        if (roster?.IsLast(user.Id) is true) return LastSuperAdministrator.Refusal;

        var closed = Decision.Append(new UserClosed(user.Id, command.Reason, command.By));
        if (name?.HeldBy == user.Id) closed = closed.And<UserName>(command.UserNameId, new UserNameReleased(command.UserNameId, user.Id));
        return roster?.Has(user.Id) is true ? closed.And<Roster>(command.RosterId, new SuperAdministratorRemoved(user.Id)) : closed;
    }
}

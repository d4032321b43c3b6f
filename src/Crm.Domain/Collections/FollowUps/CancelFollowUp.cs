using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

public sealed record CancelFollowUp(UserId By, bool BySupervisor, string Reason);

public static class CancelFollowUpHandler
{
    public static Decision Handle(CancelFollowUp command, FollowUp followUp)
    {
        if (followUp.RefuseUnless(command.By, command.BySupervisor) is { } another) return Decision.Refuse(another);
        if (followUp.Status is FollowUpStatus.Cancelled) return Decision.AlreadySo;
        if (followUp.RefuseWhenOver() is { } over) return Decision.Refuse(over);
        return Contacts.RefuseWithout(command.Reason)
            ?? Decision.Append(new FollowUpCancelled(followUp.Id, followUp.DebtorId, command.By, command.Reason.Trim()));
    }
}

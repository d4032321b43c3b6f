using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

/// <summary>Another instant, and why. A missed one is open again.</summary>
public sealed record MoveFollowUp(DateTimeOffset DueAt, string Reason, UserId By, bool BySupervisor, DateTimeOffset Now);

public static class MoveFollowUpHandler
{
    public static Decision Handle(MoveFollowUp command, FollowUp followUp)
    {
        if (followUp.RefuseUnless(command.By, command.BySupervisor) is { } another) return Decision.Refuse(another);
        if (followUp.RefuseWhenOver() is { } over) return Decision.Refuse(over);
        if (followUp.Status is FollowUpStatus.Open && followUp.Due.At == command.DueAt) return Decision.AlreadySo;
        if (FollowUpChecks.Refuse(command.DueAt, command.Now, note: null) is { } due) return Decision.Refuse(due);
        if (Contacts.RefuseWithout(command.Reason) is { } without) return without;

        var moved = BusinessMoment.Of(command.DueAt, followUp.Due.Zone);
        return Decision.Append(new FollowUpMoved(
            followUp.Id, followUp.DebtorId, followUp.Due, moved, WallClock.EndOf(moved.Date, moved.Zone), command.Reason.Trim()));
    }
}

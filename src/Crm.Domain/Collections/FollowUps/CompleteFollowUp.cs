using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

/// <summary>It was made; a missed one late.</summary>
/// <param name="AttemptId">The contact that did it.</param>
public sealed record CompleteFollowUp(UserId By, bool BySupervisor, AttemptId? AttemptId = null);

public static class CompleteFollowUpHandler
{
    public static Decision Handle(CompleteFollowUp command, FollowUp followUp)
    {
        if (followUp.RefuseUnless(command.By, command.BySupervisor) is { } another) return Decision.Refuse(another);
        if (followUp.Status is FollowUpStatus.Completed) return Decision.AlreadySo;
        if (followUp.RefuseWhenOver() is { } over) return Decision.Refuse(over);

        return Decision.Append(new FollowUpCompleted(followUp.Id, followUp.DebtorId, command.By, command.AttemptId));
    }
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

/// <summary>The agenda says that the due day is over.</summary>
public sealed record MissFollowUp(DateTimeOffset Now);

public static class MissFollowUpHandler
{
    public static Decision Handle(MissFollowUp command, FollowUp followUp)
    {
        if (followUp.Status is not FollowUpStatus.Open) return Decision.AlreadySo;
        if (command.Now < followUp.MissedAfter)
        {
            return Decision.Refuse(Refusals.Of(
                "collections.follow-up-not-over", $"The day it is due on, {followUp.Due.Date:yyyy-MM-dd}, is not over.", [], ("due", followUp.Due.Date)));
        }

        return Decision.Append(new FollowUpMissed(followUp.Id, followUp.DebtorId, followUp.OwnerId, followUp.Work.CampaignId));
    }
}

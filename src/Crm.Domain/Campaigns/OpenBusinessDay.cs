using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>The agenda says that a midnight has passed. Days that nobody opened are opened one after the other, up to today.</summary>
/// <param name="Now">The instant; which date it is follows from the campaign's zone.</param>
public sealed record OpenBusinessDay(DateTimeOffset Now);

public static class OpenBusinessDayHandler
{
    public static Decision Handle(OpenBusinessDay command, Campaign campaign)
    {
        var today = campaign.MomentAt(command.Now).Date;
        var next = campaign.BusinessDate?.AddDays(1) ?? today;
        if (next > today || campaign.Status is CampaignStatus.Closed) return Decision.AlreadySo;

        return Decision.Append(
            [.. Enumerable.Range(0, today.DayNumber - next.DayNumber + 1).Select(day => new BusinessDayOpened(campaign.Id, next.AddDays(day), campaign.Zone))]);
    }
}

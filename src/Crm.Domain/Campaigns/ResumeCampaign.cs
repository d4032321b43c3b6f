using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

public sealed record ResumeCampaign;

public static class ResumeCampaignHandler
{
    public static Decision Handle(ResumeCampaign command, Campaign campaign)
    {
        if (campaign.Status is CampaignStatus.Active) return Decision.AlreadySo;
        return campaign.RefusalWhenClosed() ?? Decision.Append(new CampaignResumed(campaign.Id));
    }
}

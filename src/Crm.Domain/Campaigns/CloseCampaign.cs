using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>The operation ends for good; its history stays.</summary>
public sealed record CloseCampaign(string Reason);

public static class CloseCampaignHandler
{
    public static Decision Handle(CloseCampaign command, Campaign campaign)
    {
        if (campaign.Status is CampaignStatus.Closed) return Decision.AlreadySo;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse("campaigns.reason-missing", "Say why it is closed.", "reason");

        return Decision.Append(new CampaignClosed(campaign.Id, command.Reason.Trim()));
    }
}

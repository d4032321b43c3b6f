using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>No new outbound work until it is resumed; what was promised goes on.</summary>
public sealed record PauseCampaign(string Reason);

public static class PauseCampaignHandler
{
    public static Decision Handle(PauseCampaign command, Campaign campaign)
    {
        if (campaign.Status is CampaignStatus.Paused) return Decision.AlreadySo;
        if (campaign.RefusalWhenClosed() is { } closed) return closed;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse("campaigns.reason-missing", "Say why it is paused.", "reason");

        return Decision.Append(new CampaignPaused(campaign.Id, command.Reason.Trim()));
    }
}

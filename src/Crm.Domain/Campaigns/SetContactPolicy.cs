using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

public sealed record SetContactPolicy(ContactPolicy Policy);

public static class SetContactPolicyHandler
{
    public static Decision Handle(SetContactPolicy command, Campaign campaign)
    {
        var (old, @new) = (campaign.ContactPolicy.Value, command.Policy);
        if (campaign.RefusalWhenClosed() is { } closed) return closed;
        if (PolicyChecks.Of(@new) is { } wrong) return Decision.Refuse(wrong);
        if (@new with { Hours = old.Hours } == old && @new.Hours.SequenceEqual(old.Hours)) return Decision.AlreadySo;

        return Decision.Append(new ContactPolicySet(campaign.Id, campaign.ContactPolicy.Version + 1, @new));
    }
}

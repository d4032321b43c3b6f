using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.SlaPolicies;

/// <summary>State that the versions hold whose instant has come.</summary>
public sealed record ApplySlaPolicy(DateTimeOffset Now);

public static class ApplySlaPolicyHandler
{
    public static Decision Handle(ApplySlaPolicy command, SlaPolicy policy)
    {
        var due = policy.Versions.Where(version => version.Version > 1 && version.EffectiveFrom <= command.Now && !policy.InEffect.Contains(version.Version)).ToList();
        return due.Count == 0
            ? Decision.AlreadySo
            : Decision.Append([.. due.Select(version => new SlaPolicyTookEffect(policy.CampaignId, version.Version, BusinessMoment.Of(command.Now, version.Terms.Hours.Zone)))]);
    }
}

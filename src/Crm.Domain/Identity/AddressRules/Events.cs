using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.AddressRules;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>An address or range from which people may come. With the first one the list is closed: from elsewhere nobody gets in.</summary>
/// <param name="Network">In CIDR form: <c>200.1.2.0/24</c>, <c>2001:db8::/32</c>.</param>
/// <param name="Description">Which place it is.</param>
/// <param name="Role">Only for who holds this role; <c>null</c>: whatever role.</param>
/// <param name="CampaignId">Only for who works for this campaign; <c>null</c>: whatever campaign.</param>
/// <param name="ExpiresAt">When it lapses; the list stays closed.</param>
public sealed record NetworkAllowed(
    Guid ListId, Guid RuleId, string Network, string Description, string? Role, CampaignId? CampaignId, DateTimeOffset? ExpiresAt, UserId? AllowedBy) : IEvent;

public sealed record NetworkWithdrawn(Guid ListId, Guid RuleId, string Network, string Reason, UserId? WithdrawnBy) : IEvent;

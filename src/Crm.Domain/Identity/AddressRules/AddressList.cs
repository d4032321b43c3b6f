using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.AddressRules;

/// <summary>From where people may come. One per installation; without a rule the list is open.</summary>
public sealed record AddressList(IReadOnlyList<AddressRule> Rules) : IAggregate<AddressList>
{
    public static readonly AddressList Open = new([]);

    public static AddressList? Evolve(AddressList? list, object @event) => @event switch
    {
        NetworkAllowed e => new([.. (list ?? Open).Rules, new(e.RuleId, e.Network, e.Description, e.Role, e.CampaignId, e.ExpiresAt)]),
        NetworkWithdrawn e => new([.. list!.Rules.Where(rule => rule.Id != e.RuleId)]),
        _ => list,
    };

    /// <summary>A rule that has lapsed lets nobody in, and keeps the list closed: time alone opens no door.</summary>
    public bool IsClosed => Rules.Count > 0;
}

public sealed record AddressRule(Guid Id, string Network, string Description, string? Role, CampaignId? CampaignId, DateTimeOffset? ExpiresAt)
{
    public bool HoldsAt(DateTimeOffset now) => ExpiresAt is not { } end || now < end;
}

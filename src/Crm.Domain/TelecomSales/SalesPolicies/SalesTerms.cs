using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.SalesPolicies;

/// <summary>The policy a campaign sells under. Until somebody sets one, it is <see cref="SalesPolicy.Default"/>, version 0.</summary>
public sealed record SalesTerms(CampaignId CampaignId, int Version, SalesPolicy Policy) : IAggregate<SalesTerms>
{
    public static SalesTerms Default(CampaignId campaign) => new(campaign, 0, SalesPolicy.Default);

    public static SalesTerms? Evolve(SalesTerms? terms, object @event) => @event switch
    {
        SalesPolicySet e => new(e.CampaignId, e.Version, e.Policy),
        _ => terms,
    };
}

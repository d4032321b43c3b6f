using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales;

/// <summary>The policy each campaign sells under, where one was set.</summary>
public sealed class SalesPolicyCard() : StreamProjection<SalesPolicyInfo>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SalesPolicySet)];

    public override SalesPolicyInfo? Evolve(SalesPolicyInfo? row, Recorded recorded) =>
        recorded.Data is SalesPolicySet e ? new(e.CampaignId, e.Version, e.Policy) : row;

    public override void Describe(DocumentColumns columns) => columns.Text("campaign_id", "campaignId").Index(["campaign_id"], unique: true);
}

/// <param name="Version">0: the default, which nobody set.</param>
public sealed record SalesPolicyInfo(CampaignId CampaignId, int Version, SalesPolicy Policy);

using Crm.Api.Hosting;
using Crm.Domain.Kernel;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>Ids of the ledger's streams, each derived from what there is one of.</summary>
public static class CommissionKeys
{
    public static Guid CommissionScheme(this NaturalKeys keys, CampaignId campaign) => keys.Derive("commission-scheme", campaign.ToString());

    public static CommissionStatementId CommissionStatement(this NaturalKeys keys, CampaignId campaign, UserId agent, BusinessMonth month) =>
        new(keys.Derive("commission-statement", campaign.ToString(), agent.ToString(), month.ToString()));

    public static CommissionSettlementId CommissionSettlement(this NaturalKeys keys, CampaignId campaign, BusinessMonth month) =>
        new(keys.Derive("commission-settlement", campaign.ToString(), month.ToString()));

    /// <summary>What became of a sale's commission.</summary>
    public static Guid SaleCommission(this NaturalKeys keys, SaleId sale) => keys.Derive("sale-commission", sale.ToString());
}

using Crm.Api.Files.Attachments;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Files.Attachments;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales;

/// <summary>Files of a sale: the document, the signed form, the recording in which the customer accepts. Whoever reaches the sale reaches them.</summary>
public sealed class SaleAttachments(Aggregates aggregates) : IAttachmentOwner
{
    public AttachmentOwnerKind Kind => AttachmentOwnerKind.Sale;

    public async Task<OwnerFacts?> Find(Guid id, CommandContext context, CancellationToken ct)
    {
        if ((await aggregates.Load<Sale>(id, Sale.Evolve, fresh: false, ct)).State is not { } sale) return null;

        var work = sale.Work;
        foreach (var scope in (CallerScope[])[context.Scope, context.ScopeOf(Permission.SalesRead)])
            if (!scope.Reaches(work.CampaignId, work.TeamId, work.AgentId)) return null;

        var campaign = (await aggregates.Load<Campaign>(work.CampaignId.Value, Campaign.Evolve, fresh: false, ct)).State!;
        return new(sale.CustomerId.Value, null, work.CampaignId, work.TeamId, campaign.Zone);
    }
}

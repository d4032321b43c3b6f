using Crm.Api.Files.Attachments;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Files.Attachments;
using Crm.EventStore.Streams;

namespace Crm.Api.Collections;

/// <summary>Files about a debtor: receipts, letters, powers of attorney. Whoever reaches him reaches them.</summary>
public sealed class DebtorAttachments(Aggregates aggregates, DebtorReach reach) : IAttachmentOwner
{
    public AttachmentOwnerKind Kind => AttachmentOwnerKind.Debtor;

    public async Task<OwnerFacts?> Find(Guid id, CommandContext context, CancellationToken ct)
    {
        if ((await aggregates.Load<Debtor>(id, Debtor.Evolve, fresh: false, ct)).State is not { } debtor) return null;
        foreach (var scope in (CallerScope[])[context.Scope, context.ScopeOf(Permission.CustomersRead)])
            if (!scope.Reaches(debtor.CampaignId) && !await reach.HasAccountWithin(debtor.Id, scope, ct)) return null;

        var campaign = (await aggregates.Load<Campaign>(debtor.CampaignId.Value, Campaign.Evolve, fresh: false, ct)).State!;
        return new(debtor.Id.Value, debtor.Id, debtor.CampaignId, null, campaign.Zone);
    }
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Files.Attachments;

/// <summary>A file attached to something, as far as decisions ask about it.</summary>
/// <param name="SubjectId">Whose data it is.</param>
public sealed record Attachment(AttachmentId Id, AttachmentOwner Owner, Guid SubjectId, DebtorId? DebtorId, CampaignId? CampaignId, AttachmentStatus Status)
    : IAggregate<Attachment>
{
    public static Attachment? Evolve(Attachment? attachment, object @event) => @event switch
    {
        FileAttached e => new(e.AttachmentId, e.Owner, e.SubjectId, e.DebtorId, e.CampaignId, AttachmentStatus.Kept),
        FileQuarantined e => new(e.AttachmentId, e.Owner, e.SubjectId, e.DebtorId, e.CampaignId, AttachmentStatus.Quarantined),
        AttachmentRemoved => attachment! with { Status = AttachmentStatus.Removed },
        _ => attachment,
    };
}

public enum AttachmentStatus { Kept, Quarantined, Removed }

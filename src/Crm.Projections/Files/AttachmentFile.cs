using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Files;

/// <summary>Every file that was attached to something: by what it is attached to, by whose data it is, and by the content it refers to.</summary>
public sealed class AttachmentFile() : StreamProjection<AttachmentRecord>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(FileAttached), typeof(FileQuarantined), typeof(AttachmentRemoved), typeof(RecordTextErased)];

    // A name always has an ending: one that reads as erased is of a person whose key was gone when it was read.
    public override AttachmentRecord? Evolve(AttachmentRecord? row, Recorded recorded) => recorded.Data switch
    {
        FileAttached e => new(
            e.AttachmentId, e.Owner.Kind, e.Owner.Id, e.SubjectId, e.DebtorId, e.CampaignId, e.TeamId, e.FileName, e.Sha256, e.Blob, e.Bytes, e.MediaType,
            AttachmentStatus.Kept, e.Scan is FileScan.Clean, null, e.AttachedBy, e.Moment.At, e.Moment.Date, Erased: e.FileName == Erasure.Placeholder),
        FileQuarantined e => new(
            e.AttachmentId, e.Owner.Kind, e.Owner.Id, e.SubjectId, e.DebtorId, e.CampaignId, e.TeamId, e.FileName, e.Sha256, e.Blob, e.Bytes, e.MediaType,
            AttachmentStatus.Quarantined, true, e.Finding, e.AttachedBy, e.Moment.At, e.Moment.Date, Erased: e.FileName == Erasure.Placeholder),
        _ when row is null => null,
        AttachmentRemoved => row with { Status = AttachmentStatus.Removed },
        RecordTextErased => row with { FileName = Erasure.Placeholder, Sha256 = Erasure.Placeholder, Erased = true },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("owner_id", "ownerId").Text("owner_kind", "ownerKind").Text("subject_id", "subjectId").Text("debtor_id", "debtorId").Text("blob", "blob")
        .Boolean("held", "held").Boolean("shown", "shown").Instant("attached_at", "attachedAt")
        .Index(["owner_id", "attached_at", "id"], where: "shown").Index(["blob"], where: "held").Index(["subject_id"]).Index(["debtor_id"]);
}

/// <param name="Sha256">Of the content as it was sent.</param>
/// <param name="Blob">The name of the encrypted content in the store.</param>
/// <param name="Bytes">Length of the content as it was sent.</param>
/// <param name="Scanned">Whether a scanner looked at it.</param>
/// <param name="Finding">What the scanner found in it; such a file is served to nobody.</param>
/// <param name="AttachedAt">UTC.</param>
/// <param name="AttachedOn">Date at the wall clock of what it is attached to.</param>
/// <param name="Erased">Its person was erased: the content is gone for ever.</param>
public sealed record AttachmentRecord(
    AttachmentId AttachmentId, AttachmentOwnerKind OwnerKind, Guid OwnerId, Guid SubjectId, DebtorId? DebtorId, CampaignId? CampaignId, TeamId? TeamId,
    string FileName, string Sha256, string Blob, long Bytes, string MediaType, AttachmentStatus Status, bool Scanned, string? Finding, UserId? AttachedBy,
    DateTimeOffset AttachedAt, DateOnly AttachedOn, bool Erased)
{
    /// <summary>Whether its content has to be in the store.</summary>
    public bool Held => !Erased && Status is not AttachmentStatus.Removed;

    /// <summary>Whether a list shows it.</summary>
    public bool Shown => Status is not AttachmentStatus.Removed;
}

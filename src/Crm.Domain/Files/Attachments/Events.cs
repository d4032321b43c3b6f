using Crm.Domain.Kernel;

namespace Crm.Domain.Files.Attachments;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Somebody attached a file to something. Its content was in the store before this was written.</summary>
/// <param name="SubjectId">Whose data it is: the content is encrypted under this person's key.</param>
/// <param name="DebtorId">The same person, where he is a debtor.</param>
/// <param name="CampaignId">The campaign of what it is attached to; <c>null</c>: of the installation.</param>
/// <param name="FileName">As it is shown and handed out, made harmless; never a path.</param>
/// <param name="Sha256">Of the content as it was sent, hexadecimal. Personal, because it tells whether somebody had a known document.</param>
/// <param name="Blob">The name of the encrypted content in the store: SHA-256 of what is stored, hexadecimal.</param>
/// <param name="Bytes">Length of the content as it was sent.</param>
/// <param name="MediaType">What the content is by itself, whatever its name says.</param>
/// <param name="AttachedBy">Who; <c>null</c>: the system.</param>
public sealed record FileAttached(
    AttachmentId AttachmentId, AttachmentOwner Owner, Guid SubjectId, DebtorId? DebtorId, CampaignId? CampaignId, TeamId? TeamId,
    [property: Personal("SubjectId")] string FileName, [property: Personal("SubjectId")] string Sha256, string Blob, long Bytes, string MediaType,
    FileScan Scan, UserId? AttachedBy, BusinessMoment Moment) : IEvent;

/// <summary>A file that somebody wanted to attach is infected. It is kept for whoever looks into it and served to nobody.</summary>
/// <param name="Finding">What the scanner called it.</param>
/// <inheritdoc cref="FileAttached"/>
public sealed record FileQuarantined(
    AttachmentId AttachmentId, AttachmentOwner Owner, Guid SubjectId, DebtorId? DebtorId, CampaignId? CampaignId, TeamId? TeamId,
    [property: Personal("SubjectId")] string FileName, [property: Personal("SubjectId")] string Sha256, string Blob, long Bytes, string MediaType,
    string Finding, UserId? AttachedBy, BusinessMoment Moment) : IEvent;

/// <summary>It does not belong here any more. Its content goes when nothing else refers to it.</summary>
public sealed record AttachmentRemoved(
    AttachmentId AttachmentId, AttachmentOwner Owner, Guid SubjectId, DebtorId? DebtorId, CampaignId? CampaignId, string Reason, UserId? RemovedBy) : IEvent;

/// <summary>What a file is attached to.</summary>
public sealed record AttachmentOwner(AttachmentOwnerKind Kind, Guid Id);

/// <summary>A ticket's files are the staff's; those of a <c>Request</c>, of the same id, are seen by who asked too.</summary>
public enum AttachmentOwnerKind { Debtor, Ticket, Sale, Request }

/// <summary>Whether a scanner looked at a file that was let in.</summary>
public enum FileScan { NotScanned, Clean }

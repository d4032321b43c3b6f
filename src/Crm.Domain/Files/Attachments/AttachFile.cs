using Crm.Domain.Kernel;

namespace Crm.Domain.Files.Attachments;

/// <summary>Attach a file whose content is in the store already.</summary>
/// <param name="AttachmentId">Made by the caller; hearing the command again with it attaches nothing twice.</param>
/// <param name="To">What it is attached to, as its room told.</param>
/// <param name="Finding">What a scanner found in it; <c>null</c>: nothing, or nobody looked.</param>
public sealed record AttachFile(AttachmentId AttachmentId, AttachmentPlace To, StoredFile File, FileScan Scan, string? Finding, UserId? By, BusinessMoment Now);

/// <summary>Where a file goes.</summary>
/// <param name="SubjectId">Whose data it is.</param>
public sealed record AttachmentPlace(AttachmentOwner Owner, Guid SubjectId, DebtorId? DebtorId, CampaignId? CampaignId, TeamId? TeamId);

/// <summary>What is known of a content after it was looked at and stored.</summary>
public sealed record StoredFile(string Name, string Sha256, string Blob, long Bytes, string MediaType);

public static class AttachFileHandler
{
    public static Decision Handle(AttachFile command, Attachment? attachment)
    {
        var (to, file) = (command.To, command.File);
        var infected = command.Finding is { } found ? Infected(found) : null;
        if (attachment is not null)
        {
            if (attachment.Owner != to.Owner) return Decision.Refuse("files.attachment-of-another", "This id is another file's.", "attachmentId");
            return attachment.Status is AttachmentStatus.Quarantined && infected is not null ? Decision.Refuse(infected) : Decision.AlreadySo;
        }

        return infected is not null
            ? Decision.RefuseAndRecord(infected, new FileQuarantined(
                command.AttachmentId, to.Owner, to.SubjectId, to.DebtorId, to.CampaignId, to.TeamId, file.Name, file.Sha256, file.Blob, file.Bytes, file.MediaType,
                command.Finding!, command.By, command.Now))
            : Decision.Append(new FileAttached(
                command.AttachmentId, to.Owner, to.SubjectId, to.DebtorId, to.CampaignId, to.TeamId, file.Name, file.Sha256, file.Blob, file.Bytes, file.MediaType,
                command.Scan, command.By, command.Now));
    }

    private static Refusal Infected(string finding) => new("files.infected", $"The scanner found {finding} in it. It was quarantined and nobody is served it.", ["file"])
    {
        Figures = new Dictionary<string, object?> { ["finding"] = finding },
    };
}

using Crm.Domain.Kernel;

namespace Crm.Domain.Files.Attachments;

/// <summary>It does not belong here: attached by mistake, to the wrong person, twice; or looked into, if it was quarantined.</summary>
public sealed record RemoveAttachment(string Reason, UserId? By);

public static class RemoveAttachmentHandler
{
    public static Decision Handle(RemoveAttachment command, Attachment attachment) =>
        attachment.Status is AttachmentStatus.Removed ? Decision.AlreadySo
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("files.reason-missing", "Say why it is removed.", "reason")
        : Decision.Append(new AttachmentRemoved(
            attachment.Id, attachment.Owner, attachment.SubjectId, attachment.DebtorId, attachment.CampaignId, command.Reason.Trim(), command.By));
}

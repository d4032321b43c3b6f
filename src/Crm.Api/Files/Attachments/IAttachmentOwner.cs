using Crm.Api.Http;
using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;

namespace Crm.Api.Files.Attachments;

/// <summary>A room that owns something files are attached to: it alone knows who reaches it. One per kind, registered by its room.</summary>
public interface IAttachmentOwner
{
    AttachmentOwnerKind Kind { get; }

    /// <summary>What a file attached to it would be about; <c>null</c>: it does not exist, or not for this caller.</summary>
    /// <param name="context">How far the caller reaches: with the endpoint's own permission on files, and with whatever the room itself asks for.</param>
    Task<OwnerFacts?> Find(Guid id, CommandContext context, CancellationToken ct);
}

/// <param name="SubjectId">Whose data its files are.</param>
/// <param name="Zone">Its wall clock.</param>
/// <param name="Closed">Why nothing is attached to it any more; what is attached can still be read.</param>
public sealed record OwnerFacts(Guid SubjectId, DebtorId? DebtorId, CampaignId? CampaignId, TeamId? TeamId, string Zone, Refusal? Closed = null);

/// <summary>Every kind of owner.</summary>
public sealed class AttachmentOwners(IEnumerable<IAttachmentOwner> owners)
{
    private readonly Dictionary<AttachmentOwnerKind, IAttachmentOwner> _owners = owners.ToDictionary(owner => owner.Kind);

    /// <summary>What it is about; <c>null</c>: it is not there for the caller, or no room has that kind.</summary>
    public async Task<OwnerFacts?> Find(AttachmentOwner owner, CommandContext context, CancellationToken ct) =>
        _owners.TryGetValue(owner.Kind, out var room) ? await room.Find(owner.Id, context, ct) : null;
}

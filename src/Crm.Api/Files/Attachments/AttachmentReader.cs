using Crm.Api.Queries;
using Crm.Api.Files.Stores;
using Crm.Api.Http;
using Crm.Domain.Files.Attachments;
using Crm.EventStore.Serialization.Personal;
using Crm.Projections.Files;

namespace Crm.Api.Files.Attachments;

/// <summary>What is attached to something, and the contents.</summary>
public sealed class AttachmentReader(ViewReader views, PersonalContent contents, IFileStore store)
{
    private static readonly SortKey[] ByAge = [SortKey.Instant("attached_at"), SortKey.Id];

    public Task<AttachmentRecord?> Find(Guid id, CancellationToken ct) => views.Find<AttachmentFile, AttachmentRecord>(id, ct);

    /// <summary>What is attached to something, oldest first.</summary>
    public async Task<Page<AttachmentView>> Of(AttachmentOwner owner, PageRequest page, CancellationToken ct)
    {
        var rows = await new ListQuery(DocumentTable.Of<AttachmentFile>())
            .Where("shown").Where("owner_id = {0}", owner.Id.ToString()).Where("owner_kind = {0}", Stored.Name<AttachmentOwnerKind>(owner.Kind))
            .Read<AttachmentRecord>(views, page, ByAge, total: false, ct);
        return new([.. rows.Items.Select(AttachmentView.Of)], rows.Next);
    }

    /// <summary>The content; <c>null</c>: it is gone for ever, or has to be there and is not.</summary>
    public async Task<Stream?> Open(AttachmentRecord file, CancellationToken ct)
    {
        var blob = BlobName.Of(file.Blob);
        if (await store.Find(blob, ct) is not { } stored) return null;

        return await contents.Open(file.SubjectId, stored.Bytes, async (from, open) =>
            await store.Open(blob, from, open) ?? throw new FileNotFoundException($"The content {blob} is not in the store any more."), ct);
    }
}

/// <summary>An attachment as it is shown.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Scanned">Whether a scanner looked at it.</param>
/// <param name="Finding">What the scanner found; such a file is served to nobody.</param>
/// <param name="Servable">Whether a link to its content can be had.</param>
public sealed record AttachmentView(
    Domain.Kernel.AttachmentId AttachmentId, AttachmentOwnerKind OwnerKind, Guid OwnerId, Domain.Kernel.DebtorId? DebtorId, string FileName, string MediaType, long Bytes, string Sha256,
    AttachmentStatus Status, bool Scanned, string? Finding, bool Servable, Domain.Kernel.UserId? AttachedBy, DateTimeOffset AttachedAt, DateOnly AttachedOn)
{
    public static AttachmentView Of(AttachmentRecord row) => new(
        row.AttachmentId, row.OwnerKind, row.OwnerId, row.DebtorId, row.FileName, row.MediaType, row.Bytes, row.Sha256, row.Status, row.Scanned, row.Finding,
        row.Status is AttachmentStatus.Kept && !row.Erased, row.AttachedBy, row.AttachedAt, row.AttachedOn);
}

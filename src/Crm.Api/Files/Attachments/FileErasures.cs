using Crm.Api.Files.Stores;
using Crm.Api.Queries;
using Crm.Projections.Files;

namespace Crm.Api.Files.Attachments;

/// <summary>What becomes of the files of a person who was erased. Without his key they are unreadable already; here the bytes go too.</summary>
public sealed class FileErasures(ViewReader views, IFileStore store)
{
    /// <summary>Takes every content away that is about a person; doing it again does no harm. No other person's content has the same bytes.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> Erase(Guid subject, CancellationToken ct)
    {
        var blobs = await views.Query<string>($"select distinct blob from {DocumentTable.Of<AttachmentFile>()} where subject_id = @subject", new { subject = subject.ToString() }, ct);
        foreach (var blob in blobs) await store.Delete(BlobName.Of(blob), ct);
        return blobs.Count;
    }
}

using System.Security.Cryptography;
using Crm.Api.Files.Stores;
using Crm.Api.Queries;
using Crm.EventStore.Serialization.Personal;
using Crm.Projections.Files;

namespace Crm.Api.Files.Attachments;

/// <summary>Reads every content there should be from its first byte to its last and says what is wrong.</summary>
public sealed class Inspection(ViewReader views, PersonalContent contents, IFileStore store)
{
    /// <param name="looked">Told after each content.</param>
    public async Task<InspectedFiles> Run(Action<long>? looked, CancellationToken ct)
    {
        List<FileFault> faults = [];
        var (attachments, bytes) = (0L, 0L);
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var text in views.Stream<string>($"select data::text from {DocumentTable.Of<AttachmentFile>()} where held order by blob, id", null, ct))
        {
            var file = views.Read<AttachmentRecord>(text);
            attachments++;
            known.Add(file.Blob);
            if (await FaultOf(file, ct) is { } fault) faults.Add(new(file.AttachmentId.Value, file.Blob, fault));
            else bytes += file.Bytes;
            looked?.Invoke(attachments);
        }

        var (stored, orphans) = (0L, 0L);
        await foreach (var blob in store.List(ct))
        {
            stored++;
            if (!known.Contains(blob.Name.Value)) orphans++;
        }

        return new(store.Place, attachments, bytes, stored, orphans, faults);
    }

    // What is stored has to be what its name says, and to decrypt to what was sent.
    private async Task<string?> FaultOf(AttachmentRecord file, CancellationToken ct)
    {
        var name = BlobName.Of(file.Blob);
        if (await store.Find(name, ct) is not { } blob) return "missing";
        await using (var stored = await store.Open(name, 0, ct))
            if (stored is null || Convert.ToHexStringLower(await SHA256.HashDataAsync(stored, ct)) != file.Blob) return "altered: its hash is not its name";

        await using var content = await contents.Open(file.SubjectId, blob.Bytes, async (from, open) => (await store.Open(name, from, open))!, ct);
        if (content is null) return "cannot be decrypted: the key of its person is gone";
        try
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct)) == file.Sha256 && content.Length == file.Bytes ? null : "is not what was sent";
        }
        catch (CryptographicException)
        {
            return "cannot be decrypted";
        }
    }
}

/// <param name="Orphans">Contents that no attachment refers to; the sweep takes them away in time.</param>
public sealed record InspectedFiles(string Store, long Attachments, long Bytes, long Stored, long Orphans, IReadOnlyList<FileFault> Faults);

public sealed record FileFault(Guid AttachmentId, string Blob, string Fault);

using Crm.Api.Files.Content;
using Crm.Api.Files.Stores;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.EventStore.Serialization.Personal;

namespace Crm.Api.Files.Attachments;

/// <summary>
/// Takes a file in: to disk, looked at, scanned, encrypted, stored, and only then written down. So an attachment always has its content; a host that is killed
/// on the way leaves a content that nothing refers to, and the sweep takes it away.
/// </summary>
public sealed class Uploads(
    FilesOptions options, FileSpool spool, FileTypes types, IFileScanner scanner, PersonalContent contents, IFileStore store, BlobLocks locks, CommandRunner runner,
    BusinessClock clock, TimeProvider system) : IDisposable
{
    // What is there already is written again after this, so that the sweep's age begins anew.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turns = new(options.UploadsAtOnce, options.UploadsAtOnce);

    /// <summary>Takes a file and attaches it.</summary>
    /// <param name="content">Read once.</param>
    /// <param name="name">As the caller calls it.</param>
    /// <returns>What became of the command and what the file is; <c>null</c>: it is too large.</returns>
    /// <exception cref="FileRefusedException">It is not taken.</exception>
    /// <exception cref="ScanFailedException">Whether it is clean cannot be told now.</exception>
    /// <exception cref="SubjectForgottenException">The person it is about was erased.</exception>
    public async Task<TakenFile?> Take(AttachmentId id, AttachmentOwner owner, OwnerFacts about, string? name, Stream content, CommandOrigin origin, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            await using var file = await spool.Take(content, options.MaxBytes, ct);
            if (file is null) return null;

            var (safeName, mediaType) = await types.Decide(name, file.Stream, ct);
            var scan = await scanner.Scan(file.Path, ct);
            await using var encrypted = spool.Make();
            file.Stream.Position = 0;
            var (hash, bytes) = await contents.Seal(about.SubjectId, file.Sha256, file.Stream, encrypted.Stream, ct);
            var stored = new StoredFile(safeName, Convert.ToHexStringLower(file.Sha256), hash, file.Stream.Length, mediaType);

            var blob = BlobName.Of(hash);
            await using var kept = await locks.Keep(blob, ct);
            if (await store.Find(blob, ct) is not { } there || there.Bytes != bytes || there.WrittenAt < system.GetUtcNow() - Fresh) await store.Put(blob, encrypted.Stream, ct);
            var command = new AttachFile(
                id, new(owner, about.SubjectId, about.DebtorId, about.CampaignId, about.TeamId), stored, scan.Looked ? FileScan.Clean : FileScan.NotScanned, scan.Finding,
                origin.Actor, BusinessMoment.Of(clock.GetUtcNow(), about.Zone));
            return new(await runner.Run<Attachment>(id.Value, origin, attachment => AttachFileHandler.Handle(command, attachment), ct), stored);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}

public sealed record TakenFile(CommandOutcome Outcome, StoredFile File);

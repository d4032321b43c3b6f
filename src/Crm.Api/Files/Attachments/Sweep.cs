using Crm.Api.Files.Stores;
using Crm.Api.Hosting;
using Crm.Api.Queries;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Files;

namespace Crm.Api.Files.Attachments;

/// <summary>Takes away contents that nothing refers to: left by a host that was killed while it took a file, or by an attachment that was removed.</summary>
public sealed class Sweep(FilesOptions options, IFileStore store, FileSpool spool, BlobLocks locks, ViewReader views, EventLog log, IServiceProvider services, TimeProvider clock)
{
    private const int Page = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Goes through the store once.</summary>
    /// <param name="dryRun">Only counts what it would take away.</param>
    /// <exception cref="SweepException">It cannot be told what is referred to; nothing was taken away.</exception>
    public async Task<SweptFiles> Run(bool dryRun, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromHours(options.OrphanHours);
        var swept = new SweptFiles(0, 0, 0);
        await foreach (var page in store.List(ct).Where(blob => blob.WrittenAt < before).Chunk(Page).WithCancellation(ct))
        {
            var referred = await Referred(page.Select(blob => blob.Name), ct);
            foreach (var blob in page.Where(blob => !referred.Contains(blob.Name.Value)))
            {
                if (!dryRun && !await Take(blob.Name, before, ct)) continue;
                swept = swept with { Taken = swept.Taken + 1, Bytes = swept.Bytes + blob.Bytes };
            }

            swept = swept with { Looked = swept.Looked + page.Length };
        }

        if (!dryRun)
        {
            await store.ForgetUnfinished(before, ct);
            spool.ForgetUnfinished(before);
        }

        return swept;
    }

    /// <summary>Takes a content away at once if nothing refers to it, whatever its age.</summary>
    public Task<bool> TakeUnreferred(BlobName name, CancellationToken ct) => Take(name, DateTimeOffset.MaxValue, ct);

    // Under the lock nobody is about to refer to it, so what is written down now is all there is.
    private async Task<bool> Take(BlobName name, DateTimeOffset before, CancellationToken ct)
    {
        await using var alone = await locks.TryTake(name, ct);
        if (alone is null || await store.Find(name, ct) is not { } blob || blob.WrittenAt >= before || (await Referred([name], ct)).Count > 0) return false;

        await store.Delete(name, ct);
        return true;
    }

    private async Task<HashSet<string>> Referred(IEnumerable<BlobName> names, CancellationToken ct)
    {
        // A view that is behind, or stands still somewhere, does not know of every attachment.
        var view = DocumentTable.NameOf<AttachmentFile>();
        if (!await services.GetRequiredService<ProjectionProgress>().WaitFor<AttachmentFile>(await log.Head(ct), Longest, ct))
            throw new SweepException($"The view {view} is behind: nothing was taken away.");
        if ((await views.Query<bool>("select exists (select from crm_quarantine where starts_with(shard, @view))", new { view }, ct)).Single())
            throw new SweepException($"Documents of the view {view} are in quarantine: nothing was taken away. See 'projections status'.");

        return [.. await views.Query<string>($"select blob from {DocumentTable.Of<AttachmentFile>()} where held and blob = any(@names)", new { names = names.Select(name => name.Value).ToArray() }, ct)];
    }
}

/// <param name="Looked">Contents old enough to be looked at.</param>
/// <param name="Taken">Those that nothing referred to.</param>
public sealed record SweptFiles(long Looked, long Taken, long Bytes);

public sealed class SweepException(string message) : Exception(message);

/// <summary>Sweeps every hour as long as the host serves.</summary>
public sealed class SweepWorker(Sweep sweep, DatabaseGate gate, ILogger<SweepWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened(stoppingToken);
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var swept = await sweep.Run(dryRun: false, stoppingToken);
                if (swept.Taken > 0) logger.LogInformation("{Taken} contents of files that nothing referred to were taken away ({Bytes} bytes)", swept.Taken, swept.Bytes);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "Contents of files could not be swept; tried again in an hour");
            }
        }
    }
}

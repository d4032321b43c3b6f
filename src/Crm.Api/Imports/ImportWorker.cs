using System.Collections.Concurrent;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.EventStore.Append;
using Npgsql;

namespace Crm.Api.Imports;

/// <summary>Runs started imports one after the other: those of this host at once, those of a host that was killed within seconds.</summary>
public sealed class ImportWorker(
    ImportJobs jobs, IEnumerable<IImportKind> kinds, UploadStore uploads, DatabaseGate gate, ImportOptions options, ILogger<ImportWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _started = new(0);
    private readonly ConcurrentDictionary<ImportId, ImportPace> _paces = new();

    /// <summary>How far an import is that this host runs; <c>null</c>: it does not.</summary>
    public ImportPace? PaceOf(ImportId import) => _paces.GetValueOrDefault(import);

    /// <summary>Says that there is something to do.</summary>
    public void Wake() => _started.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened(stoppingToken);
        while (true)
        {
            try
            {
                foreach (var job in await jobs.Open(stoppingToken)) await Run(job, stoppingToken);
                await Tidy(stoppingToken);
            }
            catch (Exception fault) when (fault is NpgsqlException or StoreUnavailableException)
            {
                logger.LogWarning("Imports wait for the database ({Reason})", fault.GetType().Name);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The host serves on; it is tried again, and the log says why nothing is imported.
                logger.LogError(fault, "Imports stand still");
            }

            await _started.WaitAsync(LookEvery, stoppingToken);
        }
    }

    private async Task Run(ImportJob job, CancellationToken ct)
    {
        // A kind that this host does not know is left to those that do.
        if (kinds.FirstOrDefault(known => known.Kind == job.Kind) is not { } kind || uploads.Find(job.Upload) is not { } path) return;
        var origin = new CommandOrigin(kind.Command, job.StartedBy, job.CorrelationId);
        try
        {
            // A note without an import: the host was killed before it could start it.
            if (await kind.Run(job.ImportId, path, job.Reading, origin, new Pace(pace => _paces[job.ImportId] = pace), ct)) await jobs.Finish(job.ImportId, ct);
        }
        catch (ImportNotStartedException)
        {
            await jobs.Abandon(job.ImportId, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested && fault is not (NpgsqlException or StoreUnavailableException))
        {
            // Left open: it is tried again, and the log says why it does not end.
            logger.LogError(fault, "Import {ImportId} stands still", job.ImportId);
        }
        finally
        {
            _paces.TryRemove(job.ImportId, out _);
        }
    }

    /// <summary>Forgets the files that no import needs any more: here, so that a host that was stopped right after an import's end forgets them later.</summary>
    private async Task Tidy(CancellationToken ct)
    {
        var stored = uploads.Stored();
        if (stored.Count == 0) return;
        foreach (var hash in await jobs.Unneeded(stored, options.UnusedUploadsKept, ct)) uploads.Forget(hash);
        uploads.ForgetUnfinished(options.UnusedUploadsKept);
    }

    private sealed class Pace(Action<ImportPace> tell) : IProgress<ImportPace>
    {
        public void Report(ImportPace value) => tell(value);
    }
}

/// <summary>There is no import of that id.</summary>
public sealed class ImportNotStartedException(ImportId import) : Exception($"There is no import {import}.");

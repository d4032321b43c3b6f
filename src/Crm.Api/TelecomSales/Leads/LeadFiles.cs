using System.Security.Cryptography;
using System.Text.Json;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>What one can do with a file of leads: look at it, try it, load it into its base.</summary>
public sealed class LeadFiles(
    CommandRunner runner, Aggregates aggregates, ImportJobs jobs, LeadImporter importer, UploadStore uploads, NaturalKeys keys, BusinessClock clock, ImportOptions options)
{
    /// <summary>The content with how it is read: the same one twice in a row is one load.</summary>
    public static string KeyOf(Upload upload, bool complete, FileReading reading) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            upload.Hash,
            complete,
            Mapping = reading.Mapping?.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new[] { pair.Key, pair.Value }),
            reading.Encoding,
            reading.Delimiter,
            reading.Sheet,
            reading.DecimalMark,
        })));

    /// <summary>The import of a file: that of the last load when it is the same file, otherwise the next one's.</summary>
    public ImportId IdOf(LeadBase leadBase, string fileKey) =>
        leadBase.Last is { } last && last.FileKey == fileKey ? last.ImportId : keys.LeadImport(leadBase.Id, fileKey, leadBase.Loads + 1);

    /// <summary>Starts the import of a stored file, or finds it started. It is run by whoever is told to (<see cref="ImportWorker"/>, the command line).</summary>
    public async Task<(CommandOutcome Outcome, ImportId Import)> Start(LeadFileToStart file, CommandOrigin origin, CancellationToken ct)
    {
        var path = uploads.Find(file.Upload.Hash) ?? throw new FileNotFoundException("The file was not uploaded.");
        var leadBase = await State<LeadBase>(file.BaseId.Value, ct) ?? throw new InvalidOperationException("There is no such base.");
        using var opened = ImportFile.Open(path, LeadTemplate.Of(leadBase.Kind), file.Reading.Format, file.Reading.Mapping, options.Limits);
        var key = KeyOf(file.Upload, file.Complete, file.Reading);
        var id = IdOf(leadBase, key);
        var noted = await State<LeadImport>(id.Value, ct) is not { Status: LeadImportStatus.Completed };
        if (noted) await jobs.Note(new(id, LeadImporter.KindName, file.Upload.Hash, file.Reading, origin.Actor, origin.CorrelationId), ct);
        var outcome = await runner.Run(origin, async (unit, _) =>
        {
            var now = await unit.Require<LeadBase>(file.BaseId.Value);
            var campaign = await unit.Require<Campaign>(now.CampaignId.Value);
            return UnitDecision.For<LeadImport>(id.Value, StartLeadImportHandler.Handle(
                new(id, file.Upload.Hash, key, file.FileName, file.Upload.Bytes, file.Complete, opened.Mapping.ByName, origin.Actor, campaign.MomentAt(clock.GetUtcNow())),
                await unit.Load<LeadImport>(id.Value), now));
        }, ct);
        // A note without an import of its own would be taken for one that is to be run.
        if (noted && outcome is not CommandOutcome.Done) await jobs.Finish(id, ct);
        return (outcome, id);
    }

    /// <summary>The import of a file that was the last one loaded into its base; <c>null</c>: it was not.</summary>
    public async Task<ImportId?> LastLoaded(LeadBaseId id, string fileKey, CancellationToken ct) =>
        await State<LeadBase>(id.Value, ct) is { Last: { } last } && last.FileKey == fileKey ? last.ImportId : null;

    /// <summary>What the file would do; nothing is written.</summary>
    /// <param name="unopened">The base as it would be opened, where it does not exist yet.</param>
    public async Task<LeadDryRun> Try(LeadFileToStart file, int mostProblems, IProgress<ImportPace>? progress, CancellationToken ct, LeadBase? unopened = null)
    {
        var path = uploads.Find(file.Upload.Hash) ?? throw new FileNotFoundException("The file was not uploaded.");
        var leadBase = await State<LeadBase>(file.BaseId.Value, ct) ?? unopened ?? throw new InvalidOperationException("There is no such base.");
        var campaign = await State<Campaign>(leadBase.CampaignId.Value, ct) ?? throw new InvalidOperationException("There is no such campaign.");
        return await importer.Try(path, file.Reading, campaign, leadBase, file.Complete, mostProblems, progress, ct);
    }

    private async Task<T?> State<T>(Guid id, CancellationToken ct) where T : class, IAggregate<T> =>
        (await aggregates.Load<T>(id, T.Evolve, fresh: true, ct)).State;
}

/// <summary>A stored file and the base it is loaded into.</summary>
/// <param name="Complete">Whether the file is the whole base: leads that it does not name are withdrawn.</param>
public sealed record LeadFileToStart(LeadBaseId BaseId, Upload Upload, string FileName, bool Complete, FileReading Reading);

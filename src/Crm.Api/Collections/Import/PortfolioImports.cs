using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.Api.Collections.Import;

/// <summary>What one can do with a portfolio file: look at it, try it, import it, take the import back.</summary>
public sealed class PortfolioImports(
    CommandRunner runner, Aggregates aggregates, NpgsqlDataSource database, ImportJobs jobs, PortfolioImporter importer, UploadStore uploads, NaturalKeys keys,
    BusinessClock clock, ImportOptions options)
{
    private const int UndoPage = 200;

    public ImportId IdOf(CampaignId campaign, Upload upload) => keys.Import(campaign, Convert.FromHexString(upload.Hash));

    /// <summary>How a file is understood: columns, formats, first rows, and what is wrong with them.</summary>
    public FilePreview Preview(string path, FileReading reading, ImportTerms terms, CancellationToken ct)
    {
        using var file = ImportFile.Open(path, PortfolioTemplate.Template, reading.Format, reading.Mapping, options.Limits);
        var facts = file.Survey(ct);
        var reader = new RowReader(file.Mapping, terms, facts.Numbers);
        return FilePreview.Of(file, facts, row => reader.Read(row).Problems, ct);
    }

    /// <summary>Starts the import of a stored file, or finds it started. It is run by whoever is told to (<see cref="ImportWorker"/>, the command line).</summary>
    public async Task<CommandOutcome> Start(StartFile file, CommandOrigin origin, CancellationToken ct)
    {
        var path = uploads.Find(file.Upload.Hash) ?? throw new FileNotFoundException("The file was not uploaded.");
        using var opened = ImportFile.Open(path, PortfolioTemplate.Template, file.Reading.Format, file.Reading.Mapping, options.Limits);
        var id = IdOf(file.CampaignId, file.Upload);
        var noted = await State<PortfolioImport>(id.Value, ct) is not { Status: ImportStatus.Completed };
        if (noted) await jobs.Note(new(id, PortfolioImporter.KindName, file.Upload.Hash, file.Reading, origin.Actor, origin.CorrelationId), ct);
        var outcome = await runner.Run(origin, async (unit, _) =>
        {
            var campaign = await unit.Require<Campaign>(file.CampaignId.Value);
            var portfolio = await unit.Require<Portfolio>(file.PortfolioId.Value);
            if (portfolio.CampaignId != file.CampaignId) throw new StreamMissingException(file.PortfolioId.Value);
            var import = await unit.Load<PortfolioImport>(id.Value);
            return UnitDecision.For<PortfolioImport>(id.Value, StartImportHandler.Handle(
                new(id, file.Upload.Hash, file.FileName, file.Upload.Bytes, file.CutOffDate, opened.Mapping.ByName, origin.Actor, campaign.MomentAt(clock.GetUtcNow())),
                import, portfolio));
        }, ct);
        if (noted && outcome is not CommandOutcome.Done) await jobs.Finish(id, ct);
        return outcome;
    }

    /// <summary>The import of a file's content, if it was completed before; its version with it.</summary>
    public async Task<(ImportId Id, long Version)?> Completed(CampaignId campaign, string hash, CancellationToken ct)
    {
        var id = IdOf(campaign, new(hash, 0));
        var (state, version, _) = await aggregates.Load<PortfolioImport>(id.Value, PortfolioImport.Evolve, fresh: true, ct);
        return state?.Status is ImportStatus.Completed ? (id, version) : null;
    }

    /// <summary>What the file would do; nothing is written.</summary>
    /// <param name="unopened">The portfolio as it would be opened, where it does not exist yet.</param>
    public async Task<DryRun> Try(StartFile file, int mostProblems, IProgress<ImportPace>? progress, CancellationToken ct, Portfolio? unopened = null)
    {
        var path = uploads.Find(file.Upload.Hash) ?? throw new FileNotFoundException("The file was not uploaded.");
        var campaign = await State<Campaign>(file.CampaignId.Value, ct) ?? throw new InvalidOperationException("There is no such campaign.");
        var portfolio = await State<Portfolio>(file.PortfolioId.Value, ct) ?? unopened ?? throw new InvalidOperationException("There is no such portfolio.");
        return await importer.Try(path, file.Reading, campaign, portfolio, file.CutOffDate, mostProblems, progress, ct);
    }

    /// <summary>
    /// Takes an import back by new facts, account by account: what it placed is withdrawn, what it adjusted is adjusted back. Accounts
    /// that payments, promises or agreements touched since are left as they are and counted.
    /// </summary>
    public async Task<UndoneImport?> Undo(ImportId id, string reason, CommandOrigin origin, CancellationToken ct)
    {
        if (await State<PortfolioImport>(id.Value, ct) is not { } import) return null;
        var campaign = (await State<Campaign>(import.CampaignId.Value, ct))!;
        var (undone, left) = (0, 0);
        if (import.Status is ImportStatus.Completed or ImportStatus.Failed)
        {
            var after = Guid.Empty;
            while (await ImportRows.Accepted(database, id, after, UndoPage, ct) is { Count: > 0 } page)
            {
                var now = campaign.MomentAt(clock.GetUtcNow());
                foreach (var account in page)
                {
                    var outcome = await runner.Run<DebtAccount>(
                        account, origin, state => state is null ? Decision.AlreadySo : UndoAccountImportHandler.Handle(new(id, reason, now), state), ct);
                    if (outcome is CommandOutcome.Done { Appended: true }) undone++;
                    else if (outcome is CommandOutcome.Refused) left++;
                }

                after = page[^1];
            }
        }

        var ended = await runner.Run<PortfolioImport>(id.Value, origin, state => UndoImportHandler.Handle(new(origin.Actor ?? default, reason, undone), state!), ct);
        return new(ended, undone, left);
    }

    private async Task<T?> State<T>(Guid id, CancellationToken ct) where T : class, IAggregate<T> =>
        (await aggregates.Load<T>(id, T.Evolve, fresh: true, ct)).State;
}

/// <summary>A stored file and what it is imported as.</summary>
public sealed record StartFile(CampaignId CampaignId, PortfolioId PortfolioId, Upload Upload, string FileName, DateOnly CutOffDate, FileReading Reading);

/// <param name="Undone">Accounts that stand as before the import.</param>
/// <param name="Left">Accounts that were worked on since, and stay.</param>
public sealed record UndoneImport(CommandOutcome Outcome, int Undone, int Left);

using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>How far an import is and what became of its rows.</summary>
public sealed class ImportProgress() : StreamProjection<ImportStatus>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(ImportStarted), typeof(ImportChunkProcessed), typeof(ImportCompleted), typeof(ImportFailed), typeof(ImportUndone)];

    public override ImportStatus? Evolve(ImportStatus? row, Recorded recorded) => recorded.Data switch
    {
        ImportStarted e => new(
            e.ImportId, e.CampaignId, e.PortfolioId, e.FileName, e.FileHash, e.FileBytes, e.CutOffDate, e.StartedBy, e.Moment.At, ImportState.Running, ImportCounts.None, LastLine: 0),
        _ when row is null => null,
        ImportChunkProcessed e => row with { State = ImportState.Running, Counts = row.Counts + e.Counts, LastLine = e.LastLine, Failure = null },
        ImportCompleted e => row with { State = ImportState.Completed, Counts = e.Totals, MissingAccounts = e.MissingAccounts, EndedAt = e.Moment.At },
        ImportFailed e => row with { State = ImportState.Failed, Failure = new(e.Line, e.Code, e.Reason), EndedAt = recorded.Timestamp },
        ImportUndone e => row with { State = ImportState.Undone, WhyUndone = e.Reason, UndoneBy = e.UndoneBy },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("portfolio_id", "portfolioId").Text("state", "state").Instant("started_at", "startedAt")
        .Index(["campaign_id", "started_at desc", "id"]);
}

/// <param name="LastLine">Lines up to this one are done; an import that was killed goes on behind it.</param>
public sealed record ImportStatus(
    ImportId ImportId, CampaignId CampaignId, PortfolioId PortfolioId, string FileName, string FileHash, long FileBytes, DateOnly CutOffDate, UserId? StartedBy,
    DateTimeOffset StartedAt, ImportState State, ImportCounts Counts, int LastLine)
{
    /// <summary>Accounts of the portfolio that the file does not name; they were not touched.</summary>
    public int? MissingAccounts { get; init; }
    public ImportProblem? Failure { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public UserId? UndoneBy { get; init; }
    public string? WhyUndone { get; init; }
}

/// <param name="Line">The line from which the file could not be read on.</param>
public sealed record ImportProblem(int Line, string Code, string Reason);

public enum ImportState { Running, Completed, Failed, Undone }

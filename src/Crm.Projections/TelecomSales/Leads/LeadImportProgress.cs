using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Leads;

/// <summary>How far an import of leads is and what became of its rows.</summary>
public sealed class LeadImportProgress() : StreamProjection<LeadImportState>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(LeadImportStarted), typeof(LeadImportChunkProcessed), typeof(LeadImportCompleted), typeof(LeadImportFailed)];

    public override LeadImportState? Evolve(LeadImportState? row, Recorded recorded) => recorded.Data switch
    {
        LeadImportStarted e => new(
            e.ImportId, e.LeadBaseId, e.CampaignId, e.Kind, e.FileName, e.FileHash, e.FileBytes, e.Complete, e.StartedBy, e.Moment.At, LeadImportStatus.Running, LeadCounts.None, LastLine: 0),
        _ when row is null => null,
        LeadImportChunkProcessed e => row with { Counts = row.Counts + e.Counts, LastLine = e.LastLine },
        LeadImportCompleted e => row with { Status = LeadImportStatus.Completed, Counts = e.Totals, Withdrawn = e.Withdrawn, EndedAt = e.Moment.At },
        LeadImportFailed e => row with { Status = LeadImportStatus.Failed, Failure = new(e.Line, e.Code, e.Reason), EndedAt = e.Moment.At },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("base_id", "baseId").Text("status", "status").Instant("started_at", "startedAt")
        .Index(["campaign_id", "started_at desc", "id"]);
}

/// <param name="Complete">Whether the file is the whole base.</param>
/// <param name="LastLine">Lines up to this one are done; an import that was killed goes on behind it.</param>
public sealed record LeadImportState(
    ImportId ImportId, LeadBaseId BaseId, CampaignId CampaignId, LeadKind Kind, string FileName, string FileHash, long FileBytes, bool Complete, UserId? StartedBy,
    DateTimeOffset StartedAt, LeadImportStatus Status, LeadCounts Counts, int LastLine)
{
    /// <summary>Leads of the base that the file does not name any more.</summary>
    public int? Withdrawn { get; init; }
    public LeadImportFailure? Failure { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

/// <param name="Line">The line from which the file could not be read on.</param>
public sealed record LeadImportFailure(int Line, string Code, string Reason);

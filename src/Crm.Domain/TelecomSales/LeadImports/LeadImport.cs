using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.LeadImports;

/// <summary>A file of leads on its way in. Holds only what a decision asks about.</summary>
/// <param name="LastLine">The last line of the file that is done; an import that was killed resumes behind it.</param>
public sealed record LeadImport(
    ImportId Id, LeadBaseId BaseId, CampaignId CampaignId, string FileKey, bool Complete, LeadImportStatus Status, int LastLine, LeadCounts Totals)
    : IAggregate<LeadImport>
{
    public static LeadImport? Evolve(LeadImport? import, object @event) => @event switch
    {
        LeadImportStarted e => new(e.ImportId, e.LeadBaseId, e.CampaignId, e.FileKey, e.Complete, LeadImportStatus.Running, 0, LeadCounts.None),
        LeadImportChunkProcessed e => import! with { LastLine = e.LastLine, Totals = import.Totals + e.Counts },
        LeadImportCompleted => import! with { Status = LeadImportStatus.Completed },
        LeadImportFailed => import! with { Status = LeadImportStatus.Failed },
        _ => import,
    };
}

public enum LeadImportStatus { Running, Completed, Failed }

using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PortfolioImports;

/// <summary>A file on its way in. Holds only what a decision asks about.</summary>
/// <param name="LastLine">The last line of the file that is done; an import that was killed resumes behind it.</param>
public sealed record PortfolioImport(
    ImportId Id, CampaignId CampaignId, PortfolioId PortfolioId, DateOnly CutOffDate, IReadOnlyDictionary<string, string> Mapping,
    ImportStatus Status, int LastLine, ImportCounts Totals) : IAggregate<PortfolioImport>
{
    public static PortfolioImport? Evolve(PortfolioImport? import, object @event) => @event switch
    {
        ImportStarted e => new(e.ImportId, e.CampaignId, e.PortfolioId, e.CutOffDate, e.Mapping, ImportStatus.Running, 0, ImportCounts.None),
        ImportChunkProcessed e => import! with { LastLine = e.LastLine, Totals = import.Totals + e.Counts },
        ImportCompleted => import! with { Status = ImportStatus.Completed },
        ImportFailed => import! with { Status = ImportStatus.Failed },
        ImportUndone => import! with { Status = ImportStatus.Undone },
        _ => import,
    };
}

public enum ImportStatus { Running, Completed, Failed, Undone }

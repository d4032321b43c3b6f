using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;

namespace Crm.Domain.TelecomSales.LeadImports;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A file is being loaded into a lead base.</summary>
/// <param name="FileHash">SHA-256 of the bytes, hexadecimal.</param>
/// <param name="FileKey">The content with how it is read: the same one loaded twice in a row is one load.</param>
/// <param name="Complete">Whether the file is the whole base: leads that it does not name are withdrawn at the end.</param>
/// <param name="Mapping">Column of the file by field of the import.</param>
public sealed record LeadImportStarted(
    ImportId ImportId, LeadBaseId LeadBaseId, CampaignId CampaignId, LeadKind Kind, string FileHash, string FileKey, string FileName, long FileBytes, bool Complete,
    IReadOnlyDictionary<string, string> Mapping, UserId? StartedBy, BusinessMoment Moment) : IEvent;

/// <summary>A chunk of rows is done; an import that was killed resumes behind the last one.</summary>
public sealed record LeadImportChunkProcessed(ImportId ImportId, int FirstLine, int LastLine, LeadCounts Counts) : IEvent;

/// <param name="Withdrawn">Leads of the base that the file does not name any more.</param>
public sealed record LeadImportCompleted(ImportId ImportId, LeadBaseId LeadBaseId, LeadCounts Totals, int Withdrawn, BusinessMoment Moment) : IEvent;

/// <summary>The file could not be read on from a line: truncated, wrong encoding.</summary>
public sealed record LeadImportFailed(ImportId ImportId, LeadBaseId LeadBaseId, int Line, string Code, string Reason, BusinessMoment Moment) : IEvent;

/// <summary>Rows by what became of them; they add up to the rows read.</summary>
/// <param name="Changed">Of leads that were there: another value, or back after they were withdrawn.</param>
public sealed record LeadCounts(int Rows, int Added, int Changed, int Unchanged, int Rejected)
{
    public static readonly LeadCounts None = new(0, 0, 0, 0, 0);

    public static LeadCounts operator +(LeadCounts left, LeadCounts right) =>
        new(left.Rows + right.Rows, left.Added + right.Added, left.Changed + right.Changed, left.Unchanged + right.Unchanged, left.Rejected + right.Rejected);

    public static LeadCounts Add(LeadCounts left, LeadCounts right) => left + right;
}

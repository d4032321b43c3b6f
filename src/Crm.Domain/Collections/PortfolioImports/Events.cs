using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PortfolioImports;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A file is being imported. The id is derived from its content and the campaign, so that a file is imported once.</summary>
/// <param name="FileHash">SHA-256 of the bytes, hexadecimal.</param>
/// <param name="Mapping">Column of the file by field of the import.</param>
public sealed record ImportStarted(
    ImportId ImportId, CampaignId CampaignId, PortfolioId PortfolioId, string FileHash, string FileName, long FileBytes, string Creditor, string Country, Currency Currency,
    DateOnly CutOffDate, IReadOnlyDictionary<string, string> Mapping, UserId? StartedBy, BusinessMoment Moment) : IEvent;

/// <summary>A chunk of rows is done; an import that was killed resumes behind the last one.</summary>
public sealed record ImportChunkProcessed(ImportId ImportId, int FirstLine, int LastLine, ImportCounts Counts) : IEvent;
public sealed record ImportCompleted(ImportId ImportId, ImportCounts Totals, int MissingAccounts, BusinessMoment Moment) : IEvent;

/// <summary>The file could not be read on from a line: truncated, wrong encoding.</summary>
public sealed record ImportFailed(ImportId ImportId, int Line, string Code, string Reason) : IEvent;
public sealed record ImportUndone(ImportId ImportId, UserId UndoneBy, string Reason, int Accounts) : IEvent;

/// <summary>Rows by what became of them; they add up to the rows read.</summary>
public sealed record ImportCounts(int Rows, int Placed, int Adjusted, int Unchanged, int Rejected)
{
    public static readonly ImportCounts None = new(0, 0, 0, 0, 0);

    public static ImportCounts operator +(ImportCounts left, ImportCounts right) =>
        new(left.Rows + right.Rows, left.Placed + right.Placed, left.Adjusted + right.Adjusted, left.Unchanged + right.Unchanged, left.Rejected + right.Rejected);

    public static ImportCounts Add(ImportCounts left, ImportCounts right) => left + right;
}

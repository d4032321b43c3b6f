using Crm.Api.Files;
using Crm.Domain.Kernel;

namespace Crm.Api.Reports;

/// <summary>A column of a report.</summary>
/// <param name="Name">In the query string and, so, in programs: <c>daysPastDue</c>.</param>
/// <param name="Es">Spanish header.</param>
/// <param name="En">English header.</param>
/// <param name="Value">Of a row and what is known beside it.</param>
public sealed record ReportColumn<TRow, TAbout>(string Name, string Es, string En, Func<TRow, TAbout, Cell> Value);

internal static class ReportCells
{
    /// <summary>An instant as the wall clock of a zone showed it.</summary>
    public static Cell Local(DateTimeOffset at, string zone)
    {
        var moment = BusinessMoment.Of(at, zone);
        return moment.Date.ToDateTime(moment.Time);
    }
}

using Crm.Api.Files;
using Crm.Domain.Kernel;

namespace Crm.Api.Reports;

/// <summary>A column of a report.</summary>
/// <param name="Name">In the query string and, so, in programs: <c>daysPastDue</c>.</param>
/// <param name="Es">Spanish header.</param>
/// <param name="En">English header.</param>
/// <param name="Value">Of a row and what is known beside it.</param>
public sealed record ReportColumn<TRow, TAbout>(string Name, string Es, string En, Func<TRow, TAbout, Cell> Value);

internal static class ReportColumns
{
    /// <summary>The columns of these names in their order; all of them where none is named.</summary>
    /// <param name="wrong">What to throw for a name that is none.</param>
    public static IReadOnlyList<ReportColumn<TRow, TAbout>> Named<TRow, TAbout>(
        this IReadOnlyList<ReportColumn<TRow, TAbout>> all, IReadOnlyList<string> names, Func<string, Exception> wrong)
    {
        if (names.FirstOrDefault(name => all.All(known => known.Name != name)) is { } unknown)
            throw wrong($"There is no column '{unknown}'. There are {string.Join(", ", all.Select(column => column.Name))}.");

        return names.Count == 0 ? all : [.. names.Distinct().Select(name => all.First(known => known.Name == name))];
    }
}

internal static class ReportCells
{
    /// <summary>An instant as the wall clock of a zone showed it.</summary>
    public static Cell Local(DateTimeOffset at, string zone)
    {
        var moment = BusinessMoment.Of(at, zone);
        return moment.Date.ToDateTime(moment.Time);
    }
}

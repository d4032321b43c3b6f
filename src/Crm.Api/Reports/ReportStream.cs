using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Hosting;

namespace Crm.Api.Reports;

/// <summary>Answers with a table row by row: on record before the first one, and again with how many there were after the last.</summary>
public sealed class ReportStream(AccessLog reads, BusinessClock clock)
{
    /// <param name="name">Of the report, also the file's.</param>
    /// <param name="asked">What else was asked, for the record.</param>
    /// <param name="lines">The rows with what is known beside each; read while they are written.</param>
    public async Task<IResult> Answer<TRow, TAbout>(
        string name, IReadOnlyList<ReportColumn<TRow, TAbout>> all, ReportParameters parameters, object? asked, IAsyncEnumerable<(TRow Row, TAbout About)> lines, CancellationToken ct)
    {
        var columns = all.Named(parameters.Columns, message => ReportParameters.Wrong("columns", message));
        var read = await reads.Record(parameters.Context, AccessKind.ReportExport, name, new
        {
            parameters.Campaign,
            parameters.From,
            parameters.To,
            columns = columns.Select(column => column.Name),
            parameters.Format,
            asked,
        }, ct);
        return TypedResults.Stream(
            async stream => await reads.End(read, await Write(stream, name, columns, parameters.Format, parameters.Spanish, lines, ct), ct),
            parameters.Format.ContentType(), $"{name}-{clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}{parameters.Format.Extension()}");
    }

    /// <summary>Writes the table onto a stream.</summary>
    /// <returns>How many rows it has, the header not counted.</returns>
    public static async Task<long> Write<TRow, TAbout>(
        Stream stream, string name, IReadOnlyList<ReportColumn<TRow, TAbout>> columns, ExportFormat format, bool spanish, IAsyncEnumerable<(TRow Row, TAbout About)> lines,
        CancellationToken ct)
    {
        await using var table = TabularWriter.Open(format, stream, name);
        var cells = new Cell[columns.Count];
        for (var i = 0; i < cells.Length; i++) cells[i] = Cell.Text(spanish ? columns[i].Es : columns[i].En);
        await table.Write(cells, ct);
        long rows = 0;
        await foreach (var (row, about) in lines.WithCancellation(ct))
        {
            for (var i = 0; i < cells.Length; i++) cells[i] = columns[i].Value(row, about);
            await table.Write(cells, ct);
            rows++;
        }

        await table.Complete(ct);
        return rows;
    }
}

namespace Crm.Api.Files;

/// <summary>Writes a table row by row onto a stream, such as that of an answer; nothing is kept but a small buffer.</summary>
public abstract class TabularWriter : IAsyncDisposable
{
    /// <summary>Writes a row; the first one is the header.</summary>
    public abstract ValueTask Write(IReadOnlyList<Cell> row, CancellationToken ct);

    /// <summary>Writes what the format has after the last row. Without it the file is incomplete, and says so when opened.</summary>
    public abstract ValueTask Complete(CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    /// <summary>The writer of a format onto a stream that stays open.</summary>
    public static TabularWriter Open(ExportFormat format, Stream stream, string sheet = "Datos") =>
        format is ExportFormat.Xlsx ? new XlsxWriter(stream, sheet) : new CsvWriter(stream);
}

public enum ExportFormat { Csv, Xlsx }

/// <summary>What an export's answer says of itself.</summary>
public static class ExportFormats
{
    public static string ContentType(this ExportFormat format) => format is ExportFormat.Xlsx
        ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        : "text/csv; charset=utf-8";

    public static string Extension(this ExportFormat format) => format is ExportFormat.Xlsx ? ".xlsx" : ".csv";
}

using System.IO.Compression;
using System.Xml;

namespace Crm.Api.Files;

/// <summary>Reads one sheet of an Office Open XML workbook as a stream.</summary>
/// <remarks>Nothing is unpacked to a path the file names; document types are refused; what unpacks is counted.</remarks>
internal sealed class XlsxReader : TabularReader
{
    private readonly ZipArchive _archive;
    private readonly XlsxPackage _package;
    private readonly TabularLimits _limits;
    private readonly WorkbookSheet _sheet;

    public XlsxReader(string path, string? sheet, TabularLimits limits)
    {
        _limits = limits;
        try
        {
            _archive = ZipFile.OpenRead(path);
        }
        catch (InvalidDataException)
        {
            throw XlsxPackage.Truncated();
        }

        try
        {
            _package = new(_archive, limits);
            _sheet = Choose(_package.Sheets(), sheet);
        }
        catch
        {
            _archive.Dispose();
            throw;
        }

        Format = new(Sheet: _sheet.Name);
    }

    public override TabularFormat Format { get; }

    public override IEnumerable<TabularRow> Rows(CancellationToken ct)
    {
        var styles = XlsxStyles.Read(_package);
        using var strings = SharedStrings.Read(_package, _limits);
        using var part = _package.Open(_sheet.Part);
        using var rows = new XlsxRows(part.Xml, _package.Uses1904(), styles, strings, _limits);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            TabularRow? row;
            try
            {
                row = rows.Next();
            }
            catch (Exception broken) when (broken is XmlException or InvalidDataException)
            {
                throw UnreadableFileException.Of("file.workbook-broken", rows.Line,
                    $"The sheet cannot be read after row {rows.Line}: the workbook is damaged or was cut off.",
                    $"La hoja no se puede leer después de la fila {rows.Line}: el libro está dañado o incompleto.");
            }

            if (row is null) yield break;
            if (row.Cells.Any(cell => !cell.IsBlank)) yield return row;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _archive.Dispose();
        base.Dispose(disposing);
    }

    private static WorkbookSheet Choose(IReadOnlyList<WorkbookSheet> sheets, string? name)
    {
        if (name is null)
            return sheets.FirstOrDefault(sheet => sheet.Visible)
                ?? throw UnreadableFileException.Of("file.no-sheet", 0, "The workbook has no visible sheet.", "El libro no tiene ninguna hoja visible.");
        return sheets.FirstOrDefault(sheet => string.Equals(sheet.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw UnreadableFileException.Of("file.no-sheet", 0,
                $"The workbook has no sheet '{name}'. It has: {string.Join(", ", sheets.Select(sheet => sheet.Name))}.",
                $"El libro no tiene la hoja '{name}'. Tiene: {string.Join(", ", sheets.Select(sheet => sheet.Name))}.");
    }
}

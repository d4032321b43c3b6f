using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Crm.Api.Files;

/// <summary>Writes a workbook with one sheet, straight into the archive: a million rows in the memory of a hundred.</summary>
/// <remarks>Texts stand in their cells and never as formulas, so that nothing a debtor calls himself is ever run.</remarks>
public sealed class XlsxWriter : TabularWriter
{
    /// <summary>Rows of a sheet, its header among them; Excel opens no more.</summary>
    public const int MaxRows = 1_048_576;

    private const int MaxCellCharacters = 32_767;
    private const int FlushAt = 1 << 15;

    private readonly Stream _stream;
    private readonly string _sheet;
    private readonly StringBuilder _xml = new(FlushAt * 2);
    private ZipArchive? _archive;
    private Stream? _rows;
    private int _row;

    /// <param name="sheet">The sheet's name; what Excel does not allow in one is left out.</param>
    public XlsxWriter(Stream stream, string sheet) => (_stream, _sheet) = (new HeldWrites(stream), XlsxParts.SheetName(sheet));

    public override async ValueTask Write(IReadOnlyList<Cell> row, CancellationToken ct)
    {
        if (_rows is null) await Begin(ct);
        if (++_row > MaxRows) throw new InvalidOperationException($"A sheet holds {MaxRows} rows. Export as CSV or ask for less.");

        _xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{_row}\">");
        for (var column = 0; column < row.Count; column++) Append(row[column], column);
        _xml.Append("</row>");
        if (_xml.Length >= FlushAt) await Flush(ct);
    }

    public override async ValueTask Complete(CancellationToken ct)
    {
        if (_rows is null) await Begin(ct);
        _xml.Append("</sheetData></worksheet>");
        await Flush(ct);
        await _rows!.DisposeAsync();
        _rows = null;
        await _archive!.DisposeAsync();
        _archive = null;
        await _stream.FlushAsync(ct);
    }

    /// <summary>Ends without the archive's directory when the table was not completed, so that nobody takes half of it for all.</summary>
    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private async ValueTask Begin(CancellationToken ct)
    {
        _archive = await ZipArchive.CreateAsync(_stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        foreach (var (name, content) in XlsxParts.Around(_sheet))
        {
            await using var part = await _archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
            await part.WriteAsync(Encoding.UTF8.GetBytes(content), ct);
        }

        _rows = await _archive.CreateEntry(XlsxParts.Sheet, CompressionLevel.Fastest).OpenAsync(ct);
        _xml.Append(XlsxParts.SheetStart);
    }

    private void Append(Cell cell, int column)
    {
        if (cell.Kind is CellKind.Empty) return;
        var header = _row == 1;
        _xml.Append("<c r=\"");
        AppendColumn(column);
        _xml.Append(CultureInfo.InvariantCulture, $"{_row}\"");
        switch (cell.Kind)
        {
            case CellKind.Text or CellKind.Error:
                _xml.Append(header ? " s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" : " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                XlsxParts.AppendText(_xml, cell.ToString(), MaxCellCharacters);
                _xml.Append("</t></is></c>");
                break;
            case CellKind.Number:
                _xml.Append(decimal.IsInteger(cell.AsNumber) ? "><v>" : " s=\"4\"><v>").Append(cell.ToString()).Append("</v></c>");
                break;
            case CellKind.Boolean:
                _xml.Append(" t=\"b\"><v>").Append(cell.AsBoolean ? '1' : '0').Append("</v></c>");
                break;
            case CellKind.Date or CellKind.DateTime when cell.AsDateTime.Year < 1900:
                _xml.Append(CultureInfo.InvariantCulture, $" t=\"inlineStr\"><is><t>{cell}</t></is></c>");
                break;
            default:
                _xml.Append(cell.Kind is CellKind.Date ? " s=\"2\"><v>" : " s=\"3\"><v>")
                    .Append(CultureInfo.InvariantCulture, $"{SerialDate.From(cell.AsDateTime):0.##########}</v></c>");
                break;
        }
    }

    private void AppendColumn(int column)
    {
        if (column >= 26) AppendColumn(column / 26 - 1);
        _xml.Append((char)('A' + column % 26));
    }

    private async ValueTask Flush(CancellationToken ct)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(_xml.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(_xml.ToString(), bytes);
            _xml.Clear();
            await _rows!.WriteAsync(bytes.AsMemory(0, length), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}

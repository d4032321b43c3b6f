using System.Globalization;
using System.Xml;

namespace Crm.Api.Files;

/// <summary>Cuts the XML of a sheet into rows of typed cells.</summary>
internal sealed class XlsxRows(XmlReader xml, bool from1904, XlsxStyles styles, SharedStrings strings, TabularLimits limits) : IDisposable
{
    // Excel keeps 15 significant digits; a longer number typed into a cell lost the rest when it was saved.
    private const decimal LostDigitsFrom = 1_000_000_000_000_000m;

    /// <summary>The last row begun.</summary>
    public int Line { get; private set; }

    public TabularRow? Next()
    {
        while (xml.Read())
        {
            if (xml.NodeType is XmlNodeType.EndElement && xml.LocalName == "sheetData") return null;
            if (xml.NodeType is not XmlNodeType.Element || xml.LocalName != "row") continue;
            Line = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Line + 1;
            return new(Line, Line, Cells());
        }

        return null;
    }

    public void Dispose() => xml.Dispose();

    private List<Cell> Cells()
    {
        var cells = new List<Cell>();
        if (xml.IsEmptyElement) return cells;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is not XmlNodeType.Element || xml.LocalName != "c") continue;
            var column = xml.GetAttribute("r") is { } reference ? Column(reference) : cells.Count;
            if (column >= limits.Columns)
            {
                // A format painted over a whole row leaves empty cells far to the right.
                if (!Value().IsBlank)
                    throw UnreadableFileException.Of("file.too-many-columns", Line, $"Row {Line} has more than {limits.Columns} cells.", $"La fila {Line} tiene más de {limits.Columns} celdas.");
                continue;
            }

            while (cells.Count < column) cells.Add(Cell.Empty);
            if (cells.Count == column) cells.Add(Value());
            else cells[column] = Value();
        }

        return cells;
    }

    private Cell Value()
    {
        var (type, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
        if (xml.IsEmptyElement) return Cell.Empty;
        string? value = null;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Element && xml.LocalName is "v" or "is") value = XlsxText.Read(xml, limits, Line);
        }

        if (string.IsNullOrEmpty(value)) return Cell.Empty;
        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && strings[index] is { } text
                ? Cell.Text(text)
                : throw UnreadableFileException.Of("file.workbook-broken", Line, $"Row {Line} refers to a text that is not there.", $"La fila {Line} hace referencia a un texto que no existe."),
            "inlineStr" or "str" => Cell.Text(value),
            "b" => Cell.Boolean(value is "1" or "true"),
            "e" => Cell.Error(value),
            "d" => System.DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date) ? Date(date) : Cell.Error(value),
            _ => Number(value, style),
        };
    }

    private Cell Number(string value, string? style)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return Cell.Error(value);
        if (int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var format) && styles.IsDate(format)) return SerialDate.Of(number, from1904) is { } date ? Date(date) : Cell.Error(value);
        if (Math.Abs(number) >= LostDigitsFrom) return Cell.Error(value);
        return Cell.Number(ToFifteenDigits(number));
    }

    /// <summary>The file holds what a binary fraction made of what was typed: 0.30000000000000004 was 0.3.</summary>
    private static decimal ToFifteenDigits(decimal number)
    {
        var whole = Math.Truncate(Math.Abs(number));
        var digits = whole == 0 ? 0 : whole.ToString(CultureInfo.InvariantCulture).Length;
        return Math.Round(number, Math.Clamp(15 - digits, 0, 15), MidpointRounding.ToEven);
    }

    private static Cell Date(DateTime date) => date.TimeOfDay == TimeSpan.Zero ? Cell.Date(DateOnly.FromDateTime(date)) : Cell.DateTime(date);

    /// <summary>The column of a reference, from 0: <c>C5</c> is 2.</summary>
    private int Column(string reference)
    {
        var column = 0;
        foreach (var letter in reference)
        {
            if (letter is < 'A' or > 'Z') break;
            column = column * 26 + (letter - 'A' + 1);
            if (column > 16_384) throw XlsxPackage.Truncated();
        }

        return column > 0 ? column - 1 : throw UnreadableFileException.Of("file.workbook-broken", Line, $"Row {Line} has a cell without a column.", $"La fila {Line} tiene una celda sin columna.");
    }
}

using System.Globalization;
using System.Text;

namespace Crm.Api.Files;

/// <summary>The fixed parts of a workbook with one sheet, and how text is written into one.</summary>
internal static class XlsxParts
{
    public const string Sheet = "xl/worksheets/sheet1.xml";

    private const string Declaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    /// <summary>The sheet up to its first row: the header stays in view when one scrolls.</summary>
    public const string SheetStart =
        $"""
        {Declaration}<worksheet xmlns="{Main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15" defaultColWidth="18"/><sheetData>
        """;

    /// <summary>Styles by number: 0 plain, 1 header, 2 date, 3 date and time, 4 number with decimals.</summary>
    private const string Styles =
        $"""
        {Declaration}<styleSheet xmlns="{Main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>
        """;

    /// <summary>Every part but the sheet, in the order they are written.</summary>
    public static IEnumerable<(string Name, string Content)> Around(string sheet)
    {
        yield return ("[Content_Types].xml",
            $"""
            {Declaration}<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/{Sheet}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>
            """);
        yield return ("_rels/.rels",
            $"""
            {Declaration}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """);
        yield return ("xl/workbook.xml",
            $"""
            {Declaration}<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="{Text(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>
            """);
        yield return ("xl/_rels/workbook.xml.rels",
            $"""
            {Declaration}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/></Relationships>
            """);
        yield return ("xl/styles.xml", Styles);
    }

    /// <summary>A name Excel accepts: at most 31 characters, none of <c>[]:*?/\</c>.</summary>
    public static string SheetName(string name)
    {
        var clean = new string([.. name.Where(character => !"[]:*?/\\'".Contains(character, StringComparison.Ordinal) && !char.IsControl(character)).Take(31)]);
        return clean.Length > 0 ? clean : "Datos";
    }

    /// <summary>Appends text as XML: what XML cannot hold is written as <c>_xHHHH_</c>, as Excel does, and so is a text that looks like that.</summary>
    public static void AppendText(StringBuilder xml, string text, int most)
    {
        if (text.Length > most) text = text[..most];
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            switch (character)
            {
                case '&': xml.Append("&amp;"); break;
                case '<': xml.Append("&lt;"); break;
                case '>': xml.Append("&gt;"); break;
                case '"': xml.Append("&quot;"); break;
                case '_' when XlsxText.IsEscape(text, i): xml.Append("_x005F_"); break;
                case '\t' or '\n': xml.Append(character); break;
                // An XML reader would turn it into a line feed.
                case < ' ' or '\uFFFE' or '\uFFFF': AppendEscape(xml, character); break;
                case var high when char.IsHighSurrogate(high) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                    xml.Append(character).Append(text[++i]);
                    break;
                case var lone when char.IsSurrogate(lone): AppendEscape(xml, character); break;
                default: xml.Append(character); break;
            }
        }
    }

    private static void AppendEscape(StringBuilder xml, char character) => xml.Append(CultureInfo.InvariantCulture, $"_x{(int)character:X4}_");

    private static string Text(string text)
    {
        var xml = new StringBuilder();
        AppendText(xml, text, int.MaxValue);
        return xml.ToString();
    }
}

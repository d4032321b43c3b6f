using System.Globalization;
using System.Text;
using System.Xml;

namespace Crm.Api.Files;

/// <summary>Texts of a workbook: runs of rich text put together, phonetic guides left out, <c>_x000D_</c> escapes resolved.</summary>
internal static class XlsxText
{
    /// <summary>The text of the element the reader is on; leaves the reader on its end.</summary>
    public static string Read(XmlReader xml, TabularLimits limits, int line)
    {
        if (xml.IsEmptyElement) return "";
        var (text, depth, phonetic) = (new StringBuilder(), xml.Depth, -1);
        while (xml.Read() && xml.Depth > depth)
        {
            if (phonetic >= 0 && xml.Depth > phonetic) continue;
            phonetic = -1;
            if (xml.NodeType is XmlNodeType.Element && xml.LocalName == "rPh" && !xml.IsEmptyElement) phonetic = xml.Depth;
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)) continue;
            if (xml.NodeType is XmlNodeType.Whitespace && xml.XmlSpace is not XmlSpace.Preserve) continue;
            text.Append(xml.Value);
            if (text.Length > limits.CellCharacters)
                throw UnreadableFileException.Of("file.cell-too-long", line,
                    $"A cell has more than {limits.CellCharacters} characters.", $"Una celda tiene más de {limits.CellCharacters} caracteres.");
        }

        return Unescape(text.ToString());
    }

    internal static string Unescape(string text)
    {
        var at = text.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsEscape(text, i))
            {
                plain.Append((char)int.Parse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 6;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Whether <c>_xHHHH_</c> stands at a place of a text.</summary>
    internal static bool IsEscape(string text, int at) =>
        at + 6 < text.Length && text[at] == '_' && text[at + 1] == 'x' && text[at + 6] == '_' && text.AsSpan(at + 2, 4).IndexOfAnyExcept(Hexadecimal) < 0;

    private static readonly System.Buffers.SearchValues<char> Hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}

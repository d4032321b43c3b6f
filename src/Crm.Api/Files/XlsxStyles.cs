using System.Globalization;
using System.Xml;

namespace Crm.Api.Files;

/// <summary>Which cell styles of a workbook show a number as a date.</summary>
internal sealed class XlsxStyles
{
    private readonly List<bool> _dates = [];

    public bool IsDate(int style) => style >= 0 && style < _dates.Count && _dates[style];

    public static XlsxStyles Read(XlsxPackage package)
    {
        var styles = new XlsxStyles();
        if (package.Find("/styles") is not { } name) return styles;
        var custom = new Dictionary<int, bool>();
        var inCellFormats = false;
        using var part = package.Open(name);
        while (XlsxPackage.Advance(part.Xml))
        {
            var xml = part.Xml;
            if (xml.LocalName == "cellXfs") inCellFormats = xml.NodeType is XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType is not XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && Id(xml) is { } id) custom[id] = ShowsDate(xml.GetAttribute("formatCode") ?? "");
            if (xml.LocalName == "xf" && inCellFormats) styles._dates.Add(Id(xml) is { } format && (custom.TryGetValue(format, out var date) ? date : IsBuiltInDate(format)));
        }

        return styles;
    }

    /// <summary>Whether a format code shows a date or a time: it has d, m, y, h or s outside of quotes, brackets and escapes.</summary>
    internal static bool ShowsDate(string code)
    {
        var first = code.Split(';')[0];
        var (quoted, bracketed) = (false, false);
        for (var i = 0; i < first.Length; i++)
        {
            var character = char.ToLowerInvariant(first[i]);
            if (quoted) quoted = character != '"';
            else if (bracketed) bracketed = character != ']';
            else if (character is '\\' or '_' or '*') i++;
            else if (character == '"') quoted = true;
            else if (character == '[') (bracketed, i) = IsElapsed(first, i) ? (false, i) : (true, i);
            else if (character == 'g' && first.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase)) i += 6;
            else if (character is 'd' or 'm' or 'y' or 'h' or 's') return true;
        }

        return false;
    }

    /// <summary><c>[h]</c>, <c>[mm]</c>, <c>[s]</c>: elapsed time, not a colour or a locale.</summary>
    private static bool IsElapsed(string code, int bracket) =>
        code.IndexOf(']', bracket) is var end && end > bracket + 1 && code[(bracket + 1)..end].All(character => "hmsHMS".Contains(character, StringComparison.Ordinal));

    private static bool IsBuiltInDate(int format) => format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    private static int? Id(XmlReader xml) =>
        int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}

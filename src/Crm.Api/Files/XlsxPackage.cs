using System.IO.Compression;
using System.Xml;

namespace Crm.Api.Files;

/// <summary>The parts of a workbook and how they refer to each other.</summary>
internal sealed class XlsxPackage
{
    private const string OfficeDocument = "/officeDocument";

    private readonly ZipArchive _archive;
    private readonly TabularLimits _limits;
    private readonly string _workbook;
    private readonly List<(string Id, string Type, string Target)> _relations;
    private long _unpacked;

    public XlsxPackage(ZipArchive archive, TabularLimits limits)
    {
        (_archive, _limits) = (archive, limits);
        _workbook = Relations("").FirstOrDefault(relation => relation.Type.EndsWith(OfficeDocument, StringComparison.Ordinal)).Target ?? throw NoWorkbook();
        if (_workbook.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
            throw UnreadableFileException.Of("file.binary-workbook", 0,
                "The file is a binary workbook (.xlsb). Save it as .xlsx or CSV.", "El archivo es un libro binario (.xlsb). Guárdelo como .xlsx o CSV.");
        if (_archive.GetEntry(_workbook) is null) throw NoWorkbook();
        _relations = Relations(_workbook);
    }

    public List<WorkbookSheet> Sheets()
    {
        var sheets = new List<WorkbookSheet>();
        using var part = Open(_workbook);
        while (Advance(part.Xml))
        {
            if (part.Xml.NodeType is not XmlNodeType.Element || part.Xml.LocalName != "sheet") continue;
            var id = Attribute(part.Xml, "id");
            var relation = _relations.FirstOrDefault(relation => relation.Id == id);
            if (relation.Target is null || !relation.Type.EndsWith("/worksheet", StringComparison.Ordinal)) continue;
            sheets.Add(new(part.Xml.GetAttribute("name") ?? "", relation.Target, part.Xml.GetAttribute("state") is null or "visible"));
        }

        return sheets;
    }

    /// <summary>Whether days are counted from 1904 and not from 1900.</summary>
    public bool Uses1904()
    {
        using var part = Open(_workbook);
        while (Advance(part.Xml))
        {
            if (part.Xml.NodeType is XmlNodeType.Element && part.Xml.LocalName == "workbookPr") return part.Xml.GetAttribute("date1904") is "1" or "true";
        }

        return false;
    }

    /// <summary>The part that the workbook refers to by the last word of a relation's type, if it has one.</summary>
    public string? Find(string type) => _relations.FirstOrDefault(relation => relation.Type.EndsWith(type, StringComparison.Ordinal)).Target;

    public XlsxPart Open(string part)
    {
        var entry = _archive.GetEntry(part) ?? throw UnreadableFileException.Of("file.workbook-broken", 0,
            $"The workbook refers to '{part}' and does not have it.", $"El libro hace referencia a '{part}' y no lo contiene.");
        try
        {
            var stream = new CountedStream(entry.Open(), entry.CompressedLength, Count);
            return new(stream, XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CheckCharacters = false,
                CloseInput = true,
            }));
        }
        catch (InvalidDataException)
        {
            throw Truncated();
        }
    }

    /// <summary>Moves on, and says in our words what is wrong with a part that is not what it should be.</summary>
    public static bool Advance(XmlReader xml)
    {
        try
        {
            return xml.Read();
        }
        catch (Exception broken) when (broken is XmlException or InvalidDataException)
        {
            throw Truncated();
        }
    }

    /// <summary>An attribute by its local name, whatever prefix the namespace has.</summary>
    private static string? Attribute(XmlReader xml, string name)
    {
        for (var i = 0; i < xml.AttributeCount; i++)
        {
            xml.MoveToAttribute(i);
            if (xml.LocalName != name) continue;
            var value = xml.Value;
            xml.MoveToElement();
            return value;
        }

        xml.MoveToElement();
        return null;
    }

    private List<(string Id, string Type, string Target)> Relations(string source)
    {
        var slash = source.LastIndexOf('/') + 1;
        var name = $"{source[..slash]}_rels/{source[slash..]}.rels";
        if (_archive.GetEntry(name) is null) return source.Length == 0 ? throw NoWorkbook() : [];
        var relations = new List<(string, string, string)>();
        using var part = Open(name);
        while (Advance(part.Xml))
        {
            if (part.Xml.NodeType is not XmlNodeType.Element || part.Xml.LocalName != "Relationship" || part.Xml.GetAttribute("TargetMode") == "External") continue;
            if (Resolve(source[..slash], part.Xml.GetAttribute("Target") ?? "") is { } target)
                relations.Add((part.Xml.GetAttribute("Id") ?? "", part.Xml.GetAttribute("Type") ?? "", target));
        }

        return relations;
    }

    /// <summary>The name of a part from where it is referred to; <c>null</c> when it would lie outside of the file.</summary>
    private static string? Resolve(string folder, string target)
    {
        var steps = new List<string>();
        foreach (var step in (target.StartsWith('/') ? target : folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".") continue;
            if (step != "..") steps.Add(step);
            else if (steps.Count == 0) return null;
            else steps.RemoveAt(steps.Count - 1);
        }

        return string.Join('/', steps);
    }

    private void Count(int bytes, long unpackedOfPart, long packedOfPart)
    {
        _unpacked += bytes;
        if (_unpacked > _limits.UnpackedBytes || (unpackedOfPart > _limits.RatioFrom && unpackedOfPart / Math.Max(packedOfPart, 1) > _limits.Ratio))
            throw UnreadableFileException.Of("file.unpacks-too-large", 0,
                "The workbook unpacks to far more than it should; it was not read on.", "El libro se descomprime a mucho más de lo razonable; no se siguió leyendo.");
    }

    internal static UnreadableFileException Truncated() => UnreadableFileException.Of("file.workbook-broken", 0,
        "The workbook is damaged or was cut off.", "El libro está dañado o incompleto.");

    private static UnreadableFileException NoWorkbook() => UnreadableFileException.Of("file.not-a-workbook", 0,
        "The file is a ZIP archive but not an Excel workbook.", "El archivo es un ZIP, pero no un libro de Excel.");
}

/// <param name="Part">Name of the part with the rows.</param>
internal sealed record WorkbookSheet(string Name, string Part, bool Visible);

/// <summary>A part being read.</summary>
internal sealed record XlsxPart(Stream Stream, XmlReader Xml) : IDisposable
{
    public void Dispose()
    {
        Xml.Dispose();
        Stream.Dispose();
    }
}

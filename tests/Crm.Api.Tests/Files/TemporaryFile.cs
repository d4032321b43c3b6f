using System.IO.Compression;
using System.Text;

namespace Crm.Api.Tests.Files;

/// <summary>A file that is gone when the test is.</summary>
public sealed class TemporaryFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"crm-test-{Guid.CreateVersion7():N}");

    public static TemporaryFile Of(byte[] bytes)
    {
        var file = new TemporaryFile();
        File.WriteAllBytes(file.Path, bytes);
        return file;
    }

    public static TemporaryFile Of(string text, Encoding? encoding = null) => Of((encoding ?? new UTF8Encoding(false)).GetBytes(text));

    /// <summary>A workbook with one sheet of the given rows, made by hand so that it can be as odd as files of others are.</summary>
    public static TemporaryFile Workbook(string rows, string? sharedStrings = null, string? styles = null, string workbookProperties = "", string? sheets = null)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        return Archive(
            ("_rels/.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{Relations}/officeDocument" Target="/xl/workbook.xml"/></Relationships>"""),
            ("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}">{workbookProperties}<sheets>{sheets ?? """<sheet name="Cartera" sheetId="1" r:id="r1"/>"""}</sheets></workbook>"""),
            ("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{Relations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{Relations}/styles" Target="styles.xml"/><Relationship Id="r4" Type="{Relations}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"""),
            ("xl/worksheets/sheet1.xml", rows.StartsWith('<') && !rows.StartsWith("<row", StringComparison.Ordinal) ? rows : $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData></worksheet>"""),
            ("xl/worksheets/sheet2.xml", $"""<worksheet xmlns="{Main}"><sheetData><row r="1"><c t="inlineStr"><is><t>segunda</t></is></c></row></sheetData></worksheet>"""),
            ("xl/sharedStrings.xml", sharedStrings ?? $"""<sst xmlns="{Main}"/>"""),
            ("xl/styles.xml", styles ?? $"""<styleSheet xmlns="{Main}"/>"""));
    }

    public static TemporaryFile Archive(params (string Name, string Content)[] parts)
    {
        var file = new TemporaryFile();
        using var archive = ZipFile.Open(file.Path, ZipArchiveMode.Create);
        foreach (var (name, content) in parts)
        {
            using var part = archive.CreateEntry(name).Open();
            part.Write(Encoding.UTF8.GetBytes(content));
        }

        return file;
    }

    public void Dispose() => File.Delete(Path);
}

using System.Text;
using Crm.Api.Files;

using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Api.Tests.Files;

public sealed class WriterTests
{
    private static readonly Cell[] Header = ["Documento", "Nombre", "Deuda", "Fecha", "Activo"];

    [Fact]
    public async Task A_workbook_is_valid_and_typed()
    {
        using var file = await Written(ExportFormat.Xlsx, Header, ["1020", "Ana & <Peña>", 1046023.94m, new DateOnly(2026, 6, 30), true], ["=1+1", "_x0041_\u0001\r\n", -5m, new DateTime(2026, 6, 30, 23, 59, 59), Cell.Empty]);
        using (var document = SpreadsheetDocument.Open(file.Path, isEditable: false))
            new OpenXmlValidator().Validate(document).Select(error => error.Description).ShouldBeEmpty();

        var rows = Reading.Rows(file);
        rows[1].Cells.ShouldBe([Cell.Text("1020"), Cell.Text("Ana & <Peña>"), Cell.Number(1046023.94m), Cell.Date(new(2026, 6, 30)), Cell.Boolean(true)]);
        rows[2][1].ToString().ShouldBe("_x0041_\u0001\r\n");
        rows[2][3].ShouldBe(Cell.DateTime(new DateTime(2026, 6, 30, 23, 59, 59)));
    }

    [Fact]
    public async Task A_workbook_never_holds_a_formula()
    {
        using var file = await Written(ExportFormat.Xlsx, Header, ["=HYPERLINK(\"http://x\")", "@SUM(A1)", "+1", "-1", "\t=1"]);
        using var archive = System.IO.Compression.ZipFile.OpenRead(file.Path);
        using var sheet = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        sheet.ReadToEnd().ShouldNotContain("<f");
    }

    [Fact]
    public async Task A_workbook_that_was_not_completed_does_not_open()
    {
        var stream = new MemoryStream();
        await using (var writer = TabularWriter.Open(ExportFormat.Xlsx, stream)) await writer.Write(Header, CancellationToken.None);
        using var file = TemporaryFile.Of(stream.ToArray());
        Should.Throw<UnreadableFileException>(() => Reading.Rows(file));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData(" =1", "' =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("-500", "-500")]
    [InlineData("+573001234567", "+573001234567")]
    [InlineData("-1.234,50", "'-1.234,50")]
    [InlineData("Ana = Luis", "Ana = Luis")]
    public async Task A_text_that_would_run_as_a_formula_is_neutralised(string text, string written)
    {
        using var file = await Written(ExportFormat.Csv, ["A", "B"], [text, "x"]);
        Reading.Rows(file)[1][0].ToString().ShouldBe(written);
    }

    [Fact]
    public async Task Negative_numbers_stay_numbers()
    {
        using var file = await Written(ExportFormat.Csv, ["A", "B"], [-1234.5m, 0.10m]);
        Encoding.UTF8.GetString(File.ReadAllBytes(file.Path)).ShouldBe("\uFEFFA,B\r\n-1234.5,0.1\r\n");
    }

    /// <summary>What we write as CSV is read the same by us and by another reader.</summary>
    [Fact]
    public void Csv_comes_back_as_it_went()
    {
        Prop.ForAll(Tables(), table =>
        {
            using var file = Written(ExportFormat.Csv, [.. table.Select(row => row.Select(text => Cell.Text(text)).ToArray())]).GetAwaiter().GetResult();
            var expected = table.Select(row => row.Select(text => CsvWriter.Neutralised(text)).ToArray()).ToArray();
            using var other = CsvHelper.CsvReader.FromFile(file.Path, new() { HasHeader = false, Separator = ',' });
            var seen = new List<string[]>();
            while (other.Read()) seen.Add([.. Enumerable.Range(0, other.FieldCount).Select(other.GetString)]);
            seen.ShouldBe(expected);
            Reading.Texts(file, new(Delimiter: ',')).ShouldBe([.. expected.Select(row => row.Select(text => text.Replace("\r\n", "\n", StringComparison.Ordinal)).ToArray())]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Workbooks_come_back_as_they_went()
    {
        Prop.ForAll(Tables(), table =>
        {
            using var file = Written(ExportFormat.Xlsx, [.. table.Select(row => row.Select(text => Cell.Text(text)).ToArray())]).GetAwaiter().GetResult();
            Reading.Texts(file).ShouldBe(table);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Dates_come_back_from_their_serial_numbers()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var date = new DateTime(1900, 1, 1).AddDays(Math.Abs(seed % 70_000)).AddSeconds(Math.Abs((long)seed) % 86_400);
            SerialDate.Of(SerialDate.From(date), from1904: false).ShouldBe(date);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Tables of odd texts, two columns wide, with something in every row.</summary>
    private static Arbitrary<string[][]> Tables()
    {
        var piece = Gen.Elements("a", "Ñ", "=", "+", "-", "@", "\t", "\"", ",", ";", "|", "\n", "\r\n", "'", " ", "1", "_x0041_", "\u0001", "😀", "&", "<", "]]>", "\uFEFF");
        var text = piece.ArrayOf().Select(pieces => "x" + string.Concat(pieces)).Or(piece.ArrayOf().Select(pieces => string.Concat(pieces) + "x"));
        return text.ArrayOf(2).ArrayOf().Where(table => table.Length > 0).ToArbitrary();
    }

    private static async Task<TemporaryFile> Written(ExportFormat format, params Cell[][] rows)
    {
        var stream = new MemoryStream();
        await using var writer = TabularWriter.Open(format, stream);
        foreach (var row in rows) await writer.Write(row, CancellationToken.None);
        await writer.Complete(CancellationToken.None);
        return TemporaryFile.Of(stream.ToArray());
    }
}

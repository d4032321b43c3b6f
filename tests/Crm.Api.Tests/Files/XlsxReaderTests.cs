using System.Text;
using Crm.Api.Files;
using static Crm.Api.Tests.Files.Reading;

namespace Crm.Api.Tests.Files;

public sealed class XlsxReaderTests
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Fact]
    public void Reads_shared_and_inline_texts_numbers_booleans_and_errors()
    {
        using var file = TemporaryFile.Workbook(
            """<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>línea</t></is></c><c r="C1"><v>1020304050</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#REF!</v></c><c r="F1" t="str"><f>A1</f><v>hecho</v></c></row>""",
            $"""<sst xmlns="{Main}"><si><r><t>Ana </t></r><r><t>Peña</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si></sst>""");
        var row = Rows(file).ShouldHaveSingleItem();
        row.Cells.Select(cell => cell.Kind).ShouldBe([CellKind.Text, CellKind.Text, CellKind.Number, CellKind.Boolean, CellKind.Error, CellKind.Text]);
        row.Cells.Select(cell => cell.ToString()).ShouldBe(["Ana Peña", "línea", "1020304050", "TRUE", "#REF!", "hecho"]);
    }

    [Theory]
    [InlineData("3001234567.0", "3001234567")]
    [InlineData("3.001234567E9", "3001234567")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("1046023.9399999999", "1046023.94")]
    [InlineData("-1.5", "-1.5")]
    public void Numbers_are_what_was_typed_and_have_no_trailing_zero(string stored, string typed)
    {
        using var file = TemporaryFile.Workbook($"""<row r="1"><c r="A1"><v>{stored}</v></c></row>""");
        Rows(file)[0][0].ShouldBe(Cell.Number(decimal.Parse(typed, System.Globalization.CultureInfo.InvariantCulture)));
        Rows(file)[0][0].ToString().ShouldBe(typed);
    }

    [Fact]
    public void A_number_that_lost_its_last_digits_in_excel_is_an_error_not_a_wrong_number()
    {
        using var file = TemporaryFile.Workbook("""<row r="1"><c r="A1"><v>1.23456789012346E+15</v></c></row>""");
        Rows(file)[0][0].Kind.ShouldBe(CellKind.Error);
    }

    [Fact]
    public void Dates_are_known_by_their_style()
    {
        const string Styles = $"""<styleSheet xmlns="{Main}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="&quot;dias&quot; 0"/><numFmt numFmtId="166" formatCode="[Red]0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/></cellXfs></styleSheet>""";
        using var file = TemporaryFile.Workbook(
            """<row r="1"><c s="0"><v>45292</v></c><c s="1"><v>45292</v></c><c s="2"><v>45293</v></c><c s="3"><v>30</v></c><c s="4"><v>30</v></c><c s="5"><v>45292.75</v></c></row>""", styles: Styles);
        Texts(file).ShouldBe([["45292", "2024-01-01", "2024-01-02", "30", "30", "2024-01-01 18:00:00"]]);
    }

    [Fact]
    public void Days_are_counted_from_1904_where_the_workbook_says_so()
    {
        const string Styles = $"""<styleSheet xmlns="{Main}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>""";
        using var file = TemporaryFile.Workbook("""<row r="1"><c s="0"><v>43830</v></c></row>""", styles: Styles, workbookProperties: """<workbookPr date1904="1"/>""");
        Texts(file).ShouldBe([["2024-01-01"]]);
    }

    [Fact]
    public void The_29_February_1900_that_never_was_is_no_date()
    {
        SerialDate.Of(59, false).ShouldBe(new DateTime(1900, 2, 28));
        SerialDate.Of(60, false).ShouldBeNull();
        SerialDate.Of(61, false).ShouldBe(new DateTime(1900, 3, 1));
    }

    [Fact]
    public void Cells_keep_their_column_and_rows_their_number_where_some_are_left_out()
    {
        using var file = TemporaryFile.Workbook("""<row r="2"><c r="C2"><v>1</v></c></row><row r="7"><c r="A7"><v>2</v></c><c r="XFD7" s="1"/></row>""");
        var rows = Rows(file);
        rows.Select(row => row.Line).ShouldBe([2, 7]);
        rows[0].Cells.Select(cell => cell.Kind).ShouldBe([CellKind.Empty, CellKind.Empty, CellKind.Number]);
    }

    [Fact]
    public void Reads_the_first_visible_sheet_or_the_one_named()
    {
        const string Sheets = """<sheet name="Notas" sheetId="1" state="hidden" r:id="r1"/><sheet name="Base" sheetId="2" r:id="r4"/>""";
        using var file = TemporaryFile.Workbook("""<row r="1"><c t="inlineStr"><is><t>oculta</t></is></c></row>""", sheets: Sheets);
        Texts(file).ShouldBe([["segunda"]]);
        Texts(file, new(Sheet: "notas")).ShouldBe([["oculta"]]);
        Refused(file, new(Sheet: "Otra")).Message.ShouldContain("Notas, Base");
    }

    [Fact]
    public void Texts_beyond_the_memory_limit_spill_to_disk_and_read_the_same()
    {
        var strings = Enumerable.Range(0, 20_000).Select(i => $"texto número {i} {new string('ñ', i % 70)}").ToList();
        using var file = TemporaryFile.Workbook(
            string.Concat(Enumerable.Range(0, strings.Count).Select(i => $"""<row r="{i + 1}"><c t="s"><v>{strings.Count - 1 - i}</v></c></row>""")),
            $"""<sst xmlns="{Main}">{string.Concat(strings.Select(text => $"<si><t>{text}</t></si>"))}</sst>""");
        var limits = TabularLimits.Default with { SharedStringsInMemory = 10_000 };
        Rows(file, limits: limits).Select(row => row[0].ToString()).ShouldBe(strings.AsEnumerable().Reverse());

        using var archive = System.IO.Compression.ZipFile.OpenRead(file.Path);
        using var spilled = SharedStrings.Read(new XlsxPackage(archive, limits), limits);
        spilled.Count.ShouldBe(20_000);
        spilled.InMemory.ShouldBeLessThan(500);
    }

    [Fact]
    public void A_document_type_is_refused_so_that_no_entity_is_ever_expanded()
    {
        using var file = TemporaryFile.Workbook($"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet xmlns="{Main}"><sheetData><row r="1"><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>""");
        Refused(file).Code.ShouldBe("file.workbook-broken");
    }

    [Fact]
    public void A_workbook_that_unpacks_to_far_more_than_it_is_is_not_read_on()
    {
        using var file = TemporaryFile.Workbook($"""<row r="1"><c t="inlineStr"><is><t>{new string(' ', 3_000_000)}</t></is></c></row>""");
        Refused(file, limits: TabularLimits.Default with { RatioFrom = 1_000_000, CellCharacters = int.MaxValue }).Code.ShouldBe("file.unpacks-too-large");
        Refused(file, limits: TabularLimits.Default with { UnpackedBytes = 100_000, CellCharacters = int.MaxValue }).Code.ShouldBe("file.unpacks-too-large");
    }

    [Fact]
    public void A_part_outside_of_the_archive_is_not_followed()
    {
        using var file = TemporaryFile.Archive(
            ("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/officeDocument" Target="../../etc/passwd"/></Relationships>"""));
        Refused(file).Code.ShouldBe("file.not-a-workbook");
    }

    [Fact]
    public void A_workbook_cut_off_is_refused()
    {
        using var whole = TemporaryFile.Workbook("""<row r="1"><c><v>1</v></c></row>""");
        using var cut = TemporaryFile.Of(File.ReadAllBytes(whole.Path)[..^100]);
        Refused(cut).Code.ShouldBe("file.workbook-broken");
        using var unclosed = TemporaryFile.Workbook($"""<worksheet xmlns="{Main}"><sheetData><row r="1"><c><v>1</v></c></row><row r="2"><c>""");
        var refusal = Refused(unclosed);
        (refusal.Code, refusal.Line).ShouldBe(("file.workbook-broken", 2));
    }

    [Fact]
    public void Old_and_protected_workbooks_are_told_apart()
    {
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        using var old = TemporaryFile.Of([.. magic, .. new byte[2000], .. Encoding.Unicode.GetBytes("Workbook")]);
        using var encrypted = TemporaryFile.Of([.. magic, .. new byte[200_000], .. Encoding.Unicode.GetBytes("EncryptedPackage")]);
        Refused(old).Code.ShouldBe("file.legacy-workbook");
        Refused(encrypted).Code.ShouldBe("file.encrypted");
    }

    [Fact]
    public void Another_archive_is_not_a_workbook()
    {
        using var file = TemporaryFile.Archive(("nota.txt", "hola"));
        Refused(file).Code.ShouldBe("file.not-a-workbook");
    }
}

using System.Text;
using Crm.Api.Files;
using static Crm.Api.Tests.Files.Reading;

namespace Crm.Api.Tests.Files;

public sealed class CsvReaderTests
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Finds_the_delimiter(char delimiter)
    {
        using var file = TemporaryFile.Of($"DOCUMENTO{delimiter}NOMBRE{delimiter}DEUDA\n1{delimiter}\"Peña, José; el | otro\"{delimiter}2\n");
        Texts(file).ShouldBe([["DOCUMENTO", "NOMBRE", "DEUDA"], ["1", "Peña, José; el | otro", "2"]]);
    }

    [Fact]
    public void Does_not_take_the_commas_of_amounts_for_delimiters()
    {
        using var file = TemporaryFile.Of("DOCUMENTO;DEUDA\n1;1.234,50\n2;99,10\n");
        Texts(file)[1].ShouldBe(["1", "1.234,50"]);
    }

    [Fact]
    public void Follows_the_hint_that_excel_writes_on_the_first_line()
    {
        using var file = TemporaryFile.Of("sep=|\nA|B\n1|2\n");
        Texts(file).ShouldBe([["A", "B"], ["1", "2"]]);
        Rows(file)[0].Line.ShouldBe(2);
    }

    public static TheoryData<string, byte[]> Encodings() => new()
    {
        { "utf-8", Encoding.UTF8.GetBytes("NOMBRE,X\nMuñoz €,1\n") },
        { "utf-8", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("NOMBRE,X\nMuñoz €,1\n")] },
        { "utf-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("NOMBRE,X\nMuñoz €,1\n")] },
        { "utf-16BE", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("NOMBRE,X\nMuñoz €,1\n")] },
        { "utf-16", Encoding.Unicode.GetBytes("NOMBRE,X\nMuñoz €,1\n") },
        { "utf-16BE", Encoding.BigEndianUnicode.GetBytes("NOMBRE,X\nMuñoz €,1\n") },
        { "windows-1252", Windows1252.GetBytes("NOMBRE,X\nMuñoz €,1\n") },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Finds_the_encoding(string name, byte[] bytes)
    {
        using var file = TemporaryFile.Of(bytes);
        using var reader = TabularReader.Open(file.Path);
        reader.Format.Encoding.ShouldBe(name, StringCompareShould.IgnoreCase);
        Texts(file).ShouldBe([["NOMBRE", "X"], ["Muñoz €", "1"]]);
    }

    [Fact]
    public void Finds_an_encoding_that_shows_only_after_many_plain_rows()
    {
        var text = new StringBuilder("NOMBRE,X\n");
        for (var i = 0; i < 50_000; i++) text.Append("Perez,1\n");
        using var file = TemporaryFile.Of(text.Append("Muñoz,1\n").ToString(), Windows1252);
        Rows(file)[^1][0].ToString().ShouldBe("Muñoz");
    }

    [Fact]
    public void Names_the_line_where_two_encodings_are_mixed()
    {
        using var file = TemporaryFile.Of([.. Encoding.UTF8.GetBytes("NOMBRE,X\nMuñoz,1\n"), .. Windows1252.GetBytes("Peña,2\n")]);
        var refusal = Refused(file);
        refusal.Code.ShouldBe("file.encoding-undecidable");
        refusal.Line.ShouldBe(3);
    }

    [Fact]
    public void Names_the_line_of_bytes_that_are_not_what_the_file_says_it_is()
    {
        using var file = TemporaryFile.Of([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("NOMBRE,X\nAna,1\n"), 0xFF, (byte)'\n']);
        var refusal = Refused(file);
        refusal.Code.ShouldBe("file.encoding-broken");
        refusal.Line.ShouldBe(3);
    }

    [Fact]
    public void Refuses_bytes_that_are_not_in_the_encoding_stated()
    {
        using var file = TemporaryFile.Of("NOMBRE,X\nMuñoz,1\n", Windows1252);
        Refused(file, new(Encoding: "utf-8")).Code.ShouldBe("file.encoding-broken");
        Refused(file, new(Encoding: "klingon")).Code.ShouldBe("file.encoding-unknown");
    }

    [Fact]
    public void Counts_the_lines_inside_of_quoted_cells()
    {
        using var file = TemporaryFile.Of("A,B\r\n1,\"Calle 1\r\nTorre 2\nApto 3\"\r\n\r\n2,x\r\n");
        var rows = Rows(file);
        rows.Select(row => (row.Line, row.LastLine)).ShouldBe([(1, 1), (2, 4), (6, 6)]);
        rows[1][1].ToString().ShouldBe("Calle 1\nTorre 2\nApto 3");
    }

    [Fact]
    public void Reads_quotes_and_empty_cells()
    {
        using var file = TemporaryFile.Of("A,B,C\n\"dijo \"\"hola\"\"\",,\"\"\n");
        var row = Rows(file)[1];
        row[0].ToString().ShouldBe("dijo \"hola\"");
        row[1].Kind.ShouldBe(CellKind.Empty);
        row[7].Kind.ShouldBe(CellKind.Empty);
    }

    [Fact]
    public void A_file_cut_off_inside_of_quotes_is_refused_with_the_line_they_were_opened_on()
    {
        using var file = TemporaryFile.Of("A,B\n1,\"x\"\n2,\"Calle 1\nTor");
        var refusal = Refused(file);
        (refusal.Code, refusal.Line).ShouldBe(("file.truncated", 3));
        refusal.Reason.In("es-CO").ShouldContain("comilla");
    }

    [Fact]
    public void A_file_cut_off_inside_of_a_character_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes("A,B\nñ,1\n2,Muñ");
        using var file = TemporaryFile.Of(bytes[..^1]);
        (Refused(file).Code, Refused(file).Line).ShouldBe(("file.truncated", 3));
    }

    [Fact]
    public void Tells_whether_the_last_line_was_ended()
    {
        using var ended = TemporaryFile.Of("A,B\n1,2\n");
        using var open = TemporaryFile.Of("A,B\n1");
        Rows(ended)[^1].Unfinished.ShouldBeFalse();
        Rows(open)[^1].Unfinished.ShouldBeTrue();
    }

    [Theory]
    [InlineData("A,B\n1,\"x\"y\n", "file.stray-quote", 2)]
    [InlineData("A,B\n1,2\n3,\u00004\n", "file.null-byte", 3)]
    public void Damage_is_refused_with_its_line(string text, string code, int line)
    {
        using var file = TemporaryFile.Of(text);
        (Refused(file).Code, Refused(file).Line).ShouldBe((code, line));
    }

    [Fact]
    public void Nothing_longer_than_the_limits_is_kept_in_memory()
    {
        var limits = TabularLimits.Default with { CellCharacters = 10, RowCharacters = 30, Columns = 5 };
        using var longCell = TemporaryFile.Of("A,B\n1,12345678901\n");
        using var longRow = TemporaryFile.Of("A,B\n1234567890,1234567890,1234567890,1\n");
        using var wide = TemporaryFile.Of("A,B\n1,2,3,4,5,6\n");
        Refused(longCell, limits: limits).Code.ShouldBe("file.cell-too-long");
        Refused(longRow, limits: limits).Code.ShouldBe("file.row-too-long");
        Refused(wide, limits: limits).Code.ShouldBe("file.too-many-columns");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var file = TemporaryFile.Of("");
        Refused(file).Code.ShouldBe("file.empty");
    }
}

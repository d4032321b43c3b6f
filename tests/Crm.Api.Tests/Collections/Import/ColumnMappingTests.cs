using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Files;
using Crm.Api.Tests.Files;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

public sealed class ColumnMappingTests
{
    [Fact]
    public void The_official_template_is_recognised_whole()
    {
        var mapping = Map(PortfolioTemplate.Headers);
        mapping.IsOfficialTemplate.ShouldBeTrue();
        mapping.Columns.Count.ShouldBe(33);
        mapping.Ignored.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(" documento ", "documentNumber")]
    [InlineData("Años  mora", "yearsPastDue")]
    [InlineData("ANOS_MORA", "yearsPastDue")]
    [InlineData("Dcto Pago Contado 50", "singlePaymentSettlement")]
    [InlineData("TECNOLOGÍA", "technology")]
    public void Headers_are_compared_without_case_accents_blanks_and_per_cent_signs(string header, string field) =>
        PortfolioTemplate.Template.FindByHeader(header)!.Name.ShouldBe(field);

    [Theory]
    [InlineData("FECHA_DOCUMENTO")]
    [InlineData("DOCUMENTO_CODEUDOR")]
    [InlineData("VALOR")]
    public void Nothing_is_guessed_from_part_of_a_header(string header) => PortfolioTemplate.Template.FindByHeader(header).ShouldBeNull();

    [Fact]
    public void Other_headers_are_mapped_by_who_knows_and_the_rest_is_ignored_and_said()
    {
        var mapping = Map(["Cédula", "Obligación", "NOMBRE_COMPLETO", "Saldo a hoy", "Color"],
            new() { ["documentNumber"] = "CEDULA", ["reference"] = "obligacion", ["totalDebt"] = "Saldo a Hoy" });
        mapping.HeaderOf(PortfolioField.DocumentNumber).ShouldBe("Cédula");
        mapping.ByName["totalDebt"].ShouldBe("Saldo a hoy");
        mapping.Ignored.ShouldBe(["Color"]);
        mapping.IsOfficialTemplate.ShouldBeFalse();
    }

    [Fact]
    public void A_mapping_wins_over_an_official_header_and_an_empty_one_leaves_it_out()
    {
        var mapping = Map(["DOCUMENTO", "REFERENCIA", "Crédito", "NOMBRE_COMPLETO", "DEUDA_TOTAL", "EMAIL"], new() { ["reference"] = "Crédito", ["email"] = "" });
        mapping.HeaderOf(PortfolioField.Reference).ShouldBe("Crédito");
        mapping.Has(PortfolioField.Email).ShouldBeFalse();
        mapping.Ignored.ShouldBe(["REFERENCIA", "EMAIL"]);
    }

    [Fact]
    public void A_file_without_phone_columns_is_imported() => Map(["DOCUMENTO", "REFERENCIA", "NOMBRE_COMPLETO", "DEUDA_TOTAL"]).Columns.Count.ShouldBe(4);

    [Fact]
    public void What_is_missing_is_named()
    {
        var refusal = Should.Throw<UnreadableFileException>(() => Map(["NOMBRE_COMPLETO", "VALOR"]));
        refusal.Code.ShouldBe("import.columns-missing");
        refusal.Message.ShouldContain("DOCUMENTO (documentNumber)");
        refusal.Message.ShouldContain("DEUDA_TOTAL (totalDebt)");
    }

    [Fact]
    public void A_mapping_that_does_not_fit_is_refused()
    {
        Should.Throw<UnreadableFileException>(() => Map(PortfolioTemplate.Headers, new() { ["reference"] = "Crédito" })).Code.ShouldBe("import.column-missing");
        Should.Throw<UnreadableFileException>(() => Map(PortfolioTemplate.Headers, new() { ["refrence"] = "REFERENCIA" })).Code.ShouldBe("import.field-unknown");
        Should.Throw<UnreadableFileException>(() => Map([.. PortfolioTemplate.Headers, "Documento"])).Code.ShouldBe("import.column-twice");
    }

    [Fact]
    public void A_file_cut_off_in_its_last_row_is_refused_before_anything_is_written()
    {
        var text = Text([], [], []);
        using var stored = TemporaryFile.Of(text[..^60]);
        using var file = ImportFile.Open(stored.Path, PortfolioTemplate.Template, null, null);
        var refusal = Should.Throw<UnreadableFileException>(() => file.Survey(CancellationToken.None));
        (refusal.Code, refusal.Line).ShouldBe(("file.truncated", 4));
    }

    private static ColumnMapping Map(IReadOnlyList<string> headers, Dictionary<string, string>? stated = null) =>
        ColumnMapping.Of(new(1, 1, [.. headers.Select(header => Cell.Text(header))]), PortfolioTemplate.Template, stated);
}

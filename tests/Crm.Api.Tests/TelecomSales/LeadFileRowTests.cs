using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Imports;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.Tests.Files;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;

namespace Crm.Api.Tests.TelecomSales;

/// <summary>Every defect that files of leads have: each is an error with its line or a value read as it was meant, never a silent guess.</summary>
public sealed class LeadFileRowTests
{
    private const string Header = "ID_BASE;NRO_REGISTRO;NOMBRE_CLIENTE;TIPO_DOCUMENTO;DOCUMENTO;CELULAR_CONTACTO;PROMEDIO_FACT;ESTRATO\n";
    private static readonly NaturalKeys Keys = new(new byte[32]);

    [Theory]
    [InlineData("3001234567")]
    [InlineData("300 123 4567")]
    [InlineData("+57 300-123-4567")]
    [InlineData("3001234567.0")]
    [InlineData("3001234567,0")]
    public void A_phone_is_one_line_however_it_was_typed_or_exported(string phone) => Prepaid(phone).Phone.ShouldBe("+573001234567");

    [Theory]
    [InlineData("3,00123E+09", "import.cell-error")]
    [InlineData("3.00E+09", "import.cell-error")]
    [InlineData("6015551234", "import.mobile-invalid")]
    [InlineData("300123456", "import.mobile-invalid")]
    [InlineData("30012345678", "import.mobile-invalid")]
    [InlineData("nan", "import.value-placeholder")]
    [InlineData("no tiene", "import.mobile-invalid")]
    [InlineData("=1+1", "import.mobile-invalid")]
    public void What_is_no_mobile_line_is_reported_and_left_out(string phone, string code)
    {
        var row = Prepaid(phone);
        (row.IsGood, row.Problems.ShouldHaveSingleItem().Code).ShouldBe((false, code));
        row.Problems[0].Line.ShouldBe(2);
    }

    [Fact]
    public void A_number_that_the_spreadsheet_typed_is_the_digits_that_were_meant() => Read(LeadKind.Prepaid, file => [Cell.Number(3001234567m)], "TELEFONO").Phone.ShouldBe("+573001234567");

    [Fact]
    public void A_customer_is_read_with_all_that_the_operator_says()
    {
        var row = Upgrade("B-1;R-100;Ana Peña;CC;1.020.304.050;300 123 4567;89.900,50;3").Upgrade.ShouldNotBeNull();
        (row.RegistrationNumber, row.FullName, row.DocumentType, row.DocumentNumber, row.Mobile).ShouldBe(("R-100", "Ana Peña", "CC", "1020304050", "+573001234567"));
        (row.Offer.BaseCode, row.Offer.AverageBill, row.Offer.Stratum).ShouldBe(("B-1", new Money(89_900.50m, Currency.Cop).Rounded(), 3));
        row.PersonId.ShouldBe(Keys.Customer("CO", "CC", "1020304050"));
    }

    [Theory]
    [InlineData(";R-1;Ana;CC;1020304050;;;", "import.value-missing")]
    [InlineData("B;;Ana;CC;1020304050;;;", "import.value-missing")]
    [InlineData("B;R-1;nan;CC;1020304050;;;", "import.value-placeholder")]
    [InlineData("B;R-1;Ana;CC;nan;;;", "import.value-placeholder")]
    [InlineData("B;R-1;Ana;CC;10203040X;;;", "import.document-not-digits")]
    [InlineData("B;R-1;Ana;XX;1020304050;;;", "import.document-type-unknown")]
    [InlineData("B;R-1;Ana;CC;1,02E+09;;;", "import.cell-error")]
    [InlineData("B;---;Ana;CC;1020304050;;;", "import.value-placeholder")]
    [InlineData("B;R-1;Ana;CC;1020304050;;;;otra", "import.too-many-cells")]
    public void A_row_that_lacks_what_it_needs_is_left_out_with_a_reason(string cells, string code)
    {
        var row = Upgrade(cells);
        row.IsGood.ShouldBeFalse();
        row.Problems.ShouldContain(problem => problem.Code == code && problem.Rejects);
    }

    [Theory]
    [InlineData("B;R-1;Ana;CC;1020304050;555;;", "import.phone-invalid")]
    [InlineData("B;R-1;Ana;CC;1020304050;;mucho;", "import.amount-invalid")]
    [InlineData("B;R-1;Ana;CC;1020304050;;-5;", "import.amount-negative")]
    [InlineData("B;R-1;Ana;CC;1020304050;;;7", "import.stratum-invalid")]
    public void A_value_that_the_row_does_not_stand_on_costs_the_value(string cells, string code)
    {
        var row = Upgrade(cells);
        row.IsGood.ShouldBeTrue();
        var problem = row.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Rejects).ShouldBe((code, false));
    }

    [Fact]
    public void The_id_of_a_number_column_has_no_point_zero() => Upgrade("B;123456.0;Ana;CC;1020304050.0;;;").Upgrade.ShouldNotBeNull().RegistrationNumber.ShouldBe("123456");

    [Fact]
    public void A_name_that_looks_like_a_formula_is_a_name() => Upgrade("B;R-1;=HYPERLINK(1);CC;1020304050;;;").Upgrade.ShouldNotBeNull().FullName.ShouldBe("=HYPERLINK(1)");

    [Fact]
    public void Columns_of_another_kind_of_file_are_told_by_name()
    {
        using var stored = TemporaryFile.Of("NOMBRE;TELEFONO\nAna;3001234567\n");
        Should.Throw<UnreadableFileException>(() => ImportFile.Open(stored.Path, LeadTemplate.Upgrade, null, null)).Message.ShouldContain("NRO_REGISTRO (registrationNumber)");
        using var file = ImportFile.Open(stored.Path, LeadTemplate.Prepaid, null, null);
        file.Mapping.Ignored.ShouldBe(["NOMBRE"]);
    }

    private static LeadFileRow Prepaid(string phone) => Read(LeadKind.Prepaid, "TELEFONO\n\"" + phone + "\"\n");

    private static LeadFileRow Upgrade(string cells) => Read(LeadKind.Upgrade, Header + cells + "\n");

    private static LeadFileRow Read(LeadKind kind, string text)
    {
        using var stored = TemporaryFile.Of(text);
        using var file = ImportFile.Open(stored.Path, LeadTemplate.Of(kind), new(null, ';', null), null);
        return Reader(kind, file.Mapping, file.Survey(CancellationToken.None)).Read(file.Rows(CancellationToken.None).ShouldHaveSingleItem());
    }

    private static LeadFileRow Read(LeadKind kind, Func<int, Cell[]> cells, params string[] headers)
    {
        var mapping = ColumnMapping.Of(new(1, 1, [.. headers.Select(header => Cell.Text(header))]), LeadTemplate.Of(kind), null);
        return Reader(kind, mapping, new(1, 2, new())).Read(new(2, 2, cells(0)));
    }

    private static LeadRowReader Reader(LeadKind kind, ColumnMapping mapping, FileFacts facts) =>
        new(mapping, new(new(Guid.Empty), kind, "CO", Currency.Cop, null), facts.Numbers, Keys);
}

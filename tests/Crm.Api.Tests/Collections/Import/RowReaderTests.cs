using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

public sealed class RowReaderTests
{
    [Fact]
    public void A_good_row_is_an_obligation_with_all_its_data()
    {
        var read = ReadOne();
        read.Problems.ShouldBeEmpty();
        var row = read.Row.ShouldNotBeNull();
        (row.DocumentType, row.DocumentNumber, row.FullName, row.Reference, row.City).ShouldBe(("CC", "1020304050", "Ana María Peña", "LIN-0001", "Bogotá"));
        (row.CessionDate, row.OriginatorDays).ShouldBe((new DateOnly(2026, 1, 15), 95));
        row.Balance.ShouldBe(new Balance(Currency.Cop, 800_000, 140_000, 0, 20_000, 40_000, 0));
        row.Phones.Select(phone => phone.Text).ShouldBe(["3001234567"]);
        row.Emails.Select(email => email.Text).ShouldBe(["ana@example.com"]);
        row.Addresses.Select(address => address.Text).ShouldBe(["Calle 1 # 2-3"]);
    }

    [Theory]
    [InlineData("DOCUMENTO", "", "import.value-missing")]
    [InlineData("DOCUMENTO", "nan", "import.value-placeholder")]
    [InlineData("NOMBRE_COMPLETO", "NaN", "import.value-placeholder")]
    [InlineData("NOMBRE_COMPLETO", "  ", "import.value-missing")]
    [InlineData("REFERENCIA", "", "import.value-missing")]
    [InlineData("REFERENCIA", "none", "import.value-placeholder")]
    [InlineData("PRINCIPAL", "-800000", "import.amount-negative")]
    [InlineData("PRINCIPAL", "(800000)", "import.amount-negative")]
    [InlineData("PRINCIPAL", "ochocientos", "import.amount-invalid")]
    [InlineData("PRINCIPAL", "1.23.456", "import.amount-invalid")]
    [InlineData("PRINCIPAL", "USD 800000", "import.currency-other")]
    [InlineData("PRINCIPAL", "9999999999999999", "import.amount-too-large")]
    [InlineData("DEUDA_TOTAL", "900000", "import.total-mismatch")]
    [InlineData("TOTAL_PAGADO", "99999999", "import.paid-exceeds-debt")]
    [InlineData("FECHA_CESION", "31/02/2026", "import.date-invalid")]
    [InlineData("FECHA_CESION", "01/31/2026", "import.date-invalid")]
    [InlineData("FECHA_CESION", "15/01/26", "import.date-invalid")]
    [InlineData("FECHA_CESION", "mañana", "import.date-invalid")]
    [InlineData("FECHA_CESION", "01/07/2026", "import.cession-after-cut-off")]
    [InlineData("DIAS_MORA_ORIGINADOR", "-5", "import.days-invalid")]
    [InlineData("DIAS_MORA_ORIGINADOR", "muchos", "import.days-invalid")]
    [InlineData("DIAS_MORA_ORIGINADOR", "12,5", "import.days-invalid")]
    [InlineData("REFERENCIA", "123456789012345678901234567890123456789012345678901", "import.text-too-long")]
    [InlineData("NOMBRE_COMPLETO", "Ana\u0007Peña", "import.text-unusable")]
    public void A_bad_value_rejects_the_row_and_is_named(string column, string value, string code)
    {
        var read = ReadOne((column, value));
        read.Row.ShouldBeNull();
        var problem = read.Problems.ShouldHaveSingleItem();
        (problem.Line, problem.Column, problem.Code, problem.Rejects).ShouldBe((2, column, code, true));
        problem.Reason.Es.ShouldNotBe(problem.Reason.En);
    }

    [Fact]
    public void Everything_wrong_with_a_row_is_said_at_once()
    {
        var read = ReadOne(("DOCUMENTO", ""), ("FECHA_CESION", "x"), ("PRINCIPAL", "y"), ("EMAIL", "z"));
        read.Problems.Select(problem => problem.Column).ShouldBe(["DOCUMENTO", "FECHA_CESION", "PRINCIPAL", "EMAIL"]);
        read.Reference.ShouldBe("LIN-0001");
    }

    [Theory]
    [InlineData("EMAIL", "ana@", "import.email-invalid")]
    [InlineData("EMAIL", "ana peña@example.com", "import.email-invalid")]
    public void A_bad_e_mail_costs_the_e_mail_and_not_the_row(string column, string value, string code)
    {
        var read = ReadOne((column, value));
        read.Row.ShouldNotBeNull().Emails.ShouldBeEmpty();
        read.Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
        read.Problems[0].Rejects.ShouldBeFalse();
    }

    [Theory]
    [InlineData("15/01/2026")]
    [InlineData("5/1/2026", 5)]
    [InlineData("2026-01-15")]
    [InlineData("2026-01-15 00:00:00")]
    [InlineData("2026-01-15T00:00:00")]
    [InlineData("46037")]
    public void Dates_are_read_day_first_or_iso_or_as_a_serial_number(string value, int day = 15) =>
        ReadOne(("FECHA_CESION", value)).Row!.CessionDate.ShouldBe(new DateOnly(2026, 1, day));

    [Fact]
    public void Days_with_the_trailing_zero_of_a_decimal_are_whole() => ReadOne(("DIAS_MORA_ORIGINADOR", "95.0")).Row!.OriginatorDays.ShouldBe(95);

    [Fact]
    public void Without_a_cession_the_total_of_days_is_the_originators() =>
        ReadOne(("FECHA_CESION", ""), ("DIAS_MORA_ORIGINADOR", ""), ("TOTAL_DIAS_MORA", "261")).Row!.OriginatorDays.ShouldBe(261);

    [Fact]
    public void Only_a_total_is_principal()
    {
        string[] components = ["PRINCIPAL", "DEUDA_PRINCIPAL_K", "INTERESES", "TECNOLOGIA", "SEGURO", "OTROS_CARGOS", "TOTAL_PAGADO"];
        var row = ReadOne([.. components.Select(column => (column, "")), ("DEUDA_TOTAL", "1046023.94")]).Row!;
        row.Balance.ShouldBe(Balance.Zero(Currency.Cop) with { Principal = 1046023.94m });
        ReadOne([.. components.Select(column => (column, "-")), ("DEUDA_TOTAL", "")]).Problems.ShouldHaveSingleItem().Code.ShouldBe("import.balance-missing");
    }

    [Fact]
    public void The_total_of_components_that_are_net_of_what_was_paid_is_taken_as_it_is() =>
        ReadOne(("INTERESES", "150000"), ("TOTAL_PAGADO", "300000"), ("DEUDA_TOTAL", "1010000")).Row!.Balance.Total().Amount.ShouldBe(1_010_000);

    [Fact]
    public void Rounding_of_the_components_follows_the_total()
    {
        var balance = ReadOne(("INTERESES", "150001"), ("TOTAL_PAGADO", "0"), ("DEUDA_TOTAL", "1010002.37")).Row!.Balance;
        balance.Total().Amount.ShouldBe(1010002.37m);
        balance.Principal.ShouldBe(800001.37m);
    }

    [Fact]
    public void A_separator_inside_of_a_value_does_not_move_the_others_unseen()
    {
        var text = Text([[]]).Replace("Calle 1 # 2-3", "Calle 1; apto 2", StringComparison.Ordinal);
        Read(text).ShouldHaveSingleItem().Problems.Select(problem => problem.Code).ShouldContain("import.too-many-cells");
    }

    [Fact]
    public void Problems_tell_their_line_in_a_file_with_cells_of_several_lines()
    {
        var rows = Read(Text([("NOMBRE_COMPLETO", "Ana\nPeña\"")], [("DOCUMENTO", "")]));
        rows[0].Row!.FullName.ShouldBe("Ana Peña\"");
        rows[1].Problems.ShouldHaveSingleItem().Line.ShouldBe(4);
    }
}

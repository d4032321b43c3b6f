using System.Globalization;
using Crm.Api.Imports;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

public sealed class NumberTests
{
    [Theory]
    [InlineData("1234567", "1234567")]
    [InlineData("$ 1.234.567", "1234567")]
    [InlineData("1.234.567,89", "1234567.89")]
    [InlineData("1,234,567.89", "1234567.89")]
    [InlineData("1,234.5", "1234.5")]
    [InlineData("COP 1.234,50", "1234.5")]
    [InlineData("1234,5", "1234.5")]
    [InlineData("0,125", "0.12")]
    [InlineData("1 234 567,89", "1234567.89")]
    [InlineData("1'234'567.89", "1234567.89")]
    [InlineData("1 234,567", "1234.57")]
    [InlineData("COL$ 800.000,00", "800000")]
    public void A_number_that_says_how_it_is_meant_is_read_so(string text, string value)
    {
        var read = ReadOne(Alone("PRINCIPAL", text));
        read.Problems.ShouldBeEmpty();
        read.Row!.Balance.Principal.ShouldBe(decimal.Parse(value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1,234")]
    [InlineData("1.234")]
    [InlineData("$ 123.456")]
    public void A_number_that_may_be_two_is_an_error_that_names_both(string text)
    {
        var read = ReadOne(Alone("PRINCIPAL", text));
        read.Row.ShouldBeNull();
        var problem = read.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("import.amount-ambiguous");
        problem.Reason.Es.ShouldContain("/");
    }

    [Fact]
    public void Another_row_of_the_column_proves_what_is_meant_also_when_it_comes_later()
    {
        var rows = Read(Text(Alone("PRINCIPAL", "1.234"), Alone("PRINCIPAL", "2.345.678,90")));
        rows[0].Row!.Balance.Principal.ShouldBe(1234);
        Read(Text(Alone("PRINCIPAL", "1.234"), Alone("PRINCIPAL", "2345.6")))[0].Row!.Balance.Principal.ShouldBe(1.23m);
    }

    [Fact]
    public void Another_column_proves_it_where_the_own_one_does_not() =>
        ReadOne([.. Alone("PRINCIPAL", "1.234"), ("INTERESES", "1.000,50")]).Row!.Balance.Principal.ShouldBe(1234);

    [Fact]
    public void A_column_that_proves_both_proves_nothing()
    {
        var rows = Read(Text(Alone("PRINCIPAL", "1.234"), Alone("PRINCIPAL", "1.000,50"), Alone("PRINCIPAL", "1,000.50")));
        rows.Select(row => row.Row is not null).ShouldBe([false, true, true]);
    }

    [Fact]
    public void The_mark_that_is_stated_decides_and_what_does_not_fit_it_is_an_error()
    {
        var stated = Terms with { DecimalMark = DecimalMark.Comma };
        Read(Text(Alone("PRINCIPAL", "1.234")), stated)[0].Row!.Balance.Principal.ShouldBe(1234);
        Read(Text(Alone("PRINCIPAL", "1,234.50")), stated)[0].Problems.ShouldHaveSingleItem().Code.ShouldBe("import.amount-other-format");
        Read(Text(Alone("PRINCIPAL", "1234.5")), stated)[0].Row.ShouldBeNull();
    }

    /// <summary>However an amount is written, it is read as it is meant, or reported; it is never read as another one.</summary>
    [Fact]
    public void No_amount_is_ever_read_as_another_one()
    {
        var amounts = Gen.Choose(0, int.MaxValue).Select(cents => cents / 100m);
        var cultures = Gen.Elements("es-CO", "es-ES", "es-CL", "es-MX", "en-US", "de-CH");
        var forms = Gen.Elements("N0", "N2", "F2", "F0", "0.##", "N3");
        var cases = from amount in amounts from culture in cultures from form in forms select (amount, culture, form);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var culture = CultureInfo.GetCultureInfo(one.culture);
            var text = one.amount.ToString(one.form, culture);
            var meant = Math.Round(decimal.Parse(text, NumberStyles.Number, culture), 2, MidpointRounding.ToEven);
            var read = ReadOne(Alone("PRINCIPAL", text));
            if (read.Row is { } row) row.Balance.Principal.ShouldBe(meant, text);
            else read.Problems.ShouldHaveSingleItem().Code.ShouldBe("import.amount-ambiguous", text);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>A row in which only this amount speaks.</summary>
    private static (string, string)[] Alone(string column, string value)
    {
        string[] money = ["PRINCIPAL", "DEUDA_PRINCIPAL_K", "INTERESES", "TECNOLOGIA", "SEGURO", "OTROS_CARGOS", "TOTAL_PAGADO", "DEUDA_TOTAL", "DCTO_PAGO_CONTADO_50%", "DCTO_PAGO_CONTADO_70%_MAX_30%"];
        return [.. money.Select(other => (other, other == column ? value : ""))];
    }
}

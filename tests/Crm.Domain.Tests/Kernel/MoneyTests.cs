using System.Text.Json;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;

namespace Crm.Domain.Tests.Kernel;

public sealed class MoneyTests
{
    [Fact]
    public void Two_currencies_never_mix()
    {
        Should.Throw<InvalidOperationException>(() => Known.Cop(1) + new Money(1, Currency.Clp));
        Should.Throw<InvalidOperationException>(() => Known.Cop(1) < new Money(1, Currency.Clp));
    }

    [Theory]
    [InlineData(1_046_023.94, 50, 524_000)]
    [InlineData(1_046_023.94, 70, 733_000)]
    [InlineData(1_000_000, 50, 500_000)]
    public void A_floor_is_rounded_up_to_its_step(decimal debt, decimal share, decimal floor) =>
        (Known.Cop(debt) * new Percentage(share)).RoundedUpTo(1000).ShouldBe(Known.Cop(floor));

    [Theory]
    [InlineData("COP", 0.125, 0.12)]
    [InlineData("COP", 0.135, 0.14)]
    [InlineData("CLP", 2.5, 2)]
    public void Amounts_are_rounded_half_to_even_at_the_currencys_unit(string currency, decimal amount, decimal rounded)
    {
        var money = new Money(amount, Currency.Find(currency)!);

        money.Rounded().Amount.ShouldBe(rounded);
        money.IsExact.ShouldBeFalse();
        money.Rounded().IsExact.ShouldBeTrue();
    }

    [Fact]
    public void An_unknown_currency_is_not_read() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>("""{"amount":1,"currency":"XXX"}""", Stored.Options));

    [Fact]
    public void An_id_is_its_guid_and_nothing_else()
    {
        JsonSerializer.Serialize(Known.Debtor, Stored.Options).ShouldBe($"\"{Known.Debtor.Value}\"");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<DebtorId>("7", Stored.Options));
    }
}

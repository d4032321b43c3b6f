using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Domain.Kernel;

/// <summary>A currency the product keeps money in: its ISO 4217 code and the decimals of its smallest unit.</summary>
[JsonConverter(typeof(CurrencyConverter))]
public sealed record Currency
{
    public static readonly Currency Cop = new("COP", 2), Clp = new("CLP", 0), Mxn = new("MXN", 2), Eur = new("EUR", 2), Usd = new("USD", 2);

    public static readonly IReadOnlyList<Currency> All = [Cop, Clp, Mxn, Eur, Usd];

    private Currency(string code, int decimals) => (Code, Decimals) = (code, decimals);

    /// <summary>ISO 4217, three capitals.</summary>
    public string Code { get; }

    /// <summary>Decimals of the smallest unit: amounts are rounded to it, half to even.</summary>
    public int Decimals { get; }

    /// <summary>The currency of that code, or <c>null</c> when the product does not know it.</summary>
    public static Currency? Find(string? code) => All.FirstOrDefault(currency => currency.Code == code);

    public override string ToString() => Code;
}

/// <summary>Writes a currency as its code.</summary>
public sealed class CurrencyConverter : JsonConverter<Currency>
{
    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Currency.Find(reader.TokenType is JsonTokenType.String ? reader.GetString() : null)
        ?? throw new JsonException($"Expected one of the currencies {string.Join(", ", Currency.All)}.");

    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Code);
}

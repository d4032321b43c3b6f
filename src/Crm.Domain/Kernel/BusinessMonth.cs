using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Domain.Kernel;

/// <summary>A month of a campaign's calendar; written <c>2026-11</c>, so that its text sorts as it does.</summary>
[JsonConverter(typeof(BusinessMonthConverter))]
public readonly record struct BusinessMonth : IComparable<BusinessMonth>
{
    private const string Format = "yyyy-MM";

    private BusinessMonth(DateOnly first) => First = first;

    /// <summary>Its first date.</summary>
    public DateOnly First { get; }

    /// <summary>Its last date.</summary>
    public DateOnly Last => First.AddMonths(1).AddDays(-1);

    public BusinessMonth Next => new(First.AddMonths(1));

    /// <summary>The month a date is in.</summary>
    public static BusinessMonth Of(DateOnly date) => new(new(date.Year, date.Month, 1));

    /// <summary>The month of a text such as <c>2026-11</c>.</summary>
    public static bool TryParse(string? text, out BusinessMonth month)
    {
        var read = DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first);
        month = new(first);
        return read;
    }

    public bool Contains(DateOnly date) => Of(date) == this;

    public int CompareTo(BusinessMonth other) => First.CompareTo(other.First);

    public static bool operator <(BusinessMonth left, BusinessMonth right) => left.CompareTo(right) < 0;
    public static bool operator >(BusinessMonth left, BusinessMonth right) => left.CompareTo(right) > 0;
    public static bool operator <=(BusinessMonth left, BusinessMonth right) => left.CompareTo(right) <= 0;
    public static bool operator >=(BusinessMonth left, BusinessMonth right) => left.CompareTo(right) >= 0;

    public override string ToString() => First.ToString(Format, CultureInfo.InvariantCulture);
}

/// <summary>Writes a month as its text.</summary>
public sealed class BusinessMonthConverter : JsonConverter<BusinessMonth>
{
    public override BusinessMonth Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && BusinessMonth.TryParse(reader.GetString(), out var month) ? month : throw new JsonException("Expected a month such as 2026-11.");

    public override void Write(Utf8JsonWriter writer, BusinessMonth value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

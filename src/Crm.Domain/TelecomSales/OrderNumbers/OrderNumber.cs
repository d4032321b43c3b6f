using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.OrderNumbers;

/// <summary>The reservation of an operator's order number: its stream's id is derived from operator and number, so that two sales cannot have it.</summary>
public sealed record OrderNumber(Guid Id, SaleId? HeldBy) : IAggregate<OrderNumber>
{
    public const int MaxLength = 50;

    /// <summary>Capitals, without spaces; letters, digits and <c>- . / _</c>.</summary>
    public static Normalized Normalize(string? text)
    {
        var number = string.Concat((text ?? "").Normalize(System.Text.NormalizationForm.FormKC).ToUpperInvariant().Where(c => !char.IsWhiteSpace(c)));
        return number.Length is < 3 or > MaxLength || !number.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or '_')
            ? Normalized.No("pattern", $"An order number has 3 to {MaxLength} letters and digits.")
            : Normalized.As(number);
    }

    public static OrderNumber? Evolve(OrderNumber? number, object @event) => @event switch
    {
        OrderNumberTaken e => new(e.OrderNumberId, e.SaleId),
        OrderNumberReleased => number! with { HeldBy = null },
        _ => number,
    };
}

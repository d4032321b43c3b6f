using System.Globalization;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.TelecomSales.Callbacks;

namespace Crm.Api.Pages.Sales;

/// <summary>Words and colours of sales: states, ages, reasons; and the addresses of the trays.</summary>
public static class SaleWords
{
    private static readonly SaleTray[] Trays = Enum.GetValues<SaleTray>();

    // Reasons are stored by the name of their value; whose value it is follows from the event.
    private static readonly Dictionary<string, Type> ReasonsOf = new(StringComparer.Ordinal)
    {
        ["sale_returned"] = typeof(ReturnReason),
        ["sale_rejected"] = typeof(RejectReason),
        ["sale_escalated"] = typeof(EscalationReason),
        ["order_delivery_failed"] = typeof(DeliveryFailure),
        ["sale_rejected_by_operator"] = typeof(OperatorRejection),
        ["sale_charged_back"] = typeof(ChargebackReason),
        ["sale_cancelled"] = typeof(CancelReason),
    };

    /// <summary>A tray's part of an address: <c>pending-review</c>.</summary>
    public static string Slug(SaleTray tray) => EventStore.SnakeCase.Of(tray.ToString()).Replace('_', '-');

    /// <summary>The tray of an address; <c>null</c>: there is none such.</summary>
    public static SaleTray? TrayOf(string? slug)
    {
        var at = Array.FindIndex(Trays, tray => Slug(tray) == slug);
        return at < 0 ? null : Trays[at];
    }

    public static string Of(SaleState state) => state switch
    {
        SaleState.Activated => "good",
        SaleState.Rejected or SaleState.Cancelled or SaleState.ChargedBack or SaleState.OperatorRejected => "bad",
        SaleState.Returned or SaleState.Escalated or SaleState.DeliveryFailed => "warn",
        _ => "info",
    };

    public static string Of(CallbackState state) => state switch
    {
        CallbackState.Won => "good",
        CallbackState.Missed => "bad",
        CallbackState.Due => "warn",
        CallbackState.Scheduled => "info",
        _ => "",
    };

    /// <summary>Where a customer came from, in words; the code where a campaign has one of its own.</summary>
    public static string Source(string code) => Texts.Keys.Contains("lead_source." + code) ? Texts.T("lead_source." + code) : code;

    /// <summary>From a date to another one, or since it.</summary>
    public static string Period(DateOnly from, DateOnly? to) => to is null ? $"{Texts.T("from")} {Texts.Date(from)}" : $"{Texts.Date(from)} – {Texts.Date(to)}";

    /// <summary>How long ago, in the largest unit that says something: minutes, hours, days.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalMinutes)} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d"),
    };

    /// <summary>A reason of a step in the language of the page; as it is stored where it is none of today's.</summary>
    public static string Reason(string @event, string code) =>
        ReasonsOf.TryGetValue(@event, out var reasons) && Enum.TryParse(reasons, code, ignoreCase: true, out var reason) ? Texts.T((Enum)reason) : code;
}

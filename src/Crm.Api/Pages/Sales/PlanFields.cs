using Crm.Api.TelecomSales;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Plans;

namespace Crm.Api.Pages.Sales;

/// <summary>A plan's terms as a browser sends them: features a line each, the charge once, with or without VAT.</summary>
public sealed record PlanFields(string? Name, string? Features, decimal? Charge, bool WithVat, decimal? VatRate, int? ClawbackDays, string? Segment)
{
    public PublishPlanRequest Publish(CampaignId campaign, Currency currency, string? code, SaleKind kind, DateOnly from, DateOnly? until) => new(
        campaign, code ?? "", kind, Name ?? "", Lines, new(VatRate ?? 0), ClawbackDays ?? 0, from, until, Stated(false, currency), Stated(true, currency), Code);

    public RevisePlanRequest Revise(Currency currency, DateOnly from) =>
        new(Name ?? "", Lines, new(VatRate ?? 0), ClawbackDays ?? 0, from, Stated(false, currency), Stated(true, currency), Code);

    private IReadOnlyList<string> Lines => (Features ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string? Code => string.IsNullOrWhiteSpace(Segment) ? null : Segment.Trim().ToUpperInvariant();

    private Money? Stated(bool withVat, Currency currency) => Charge is { } charge && WithVat == withVat ? new Money(charge, currency) : null;
}

/// <summary>What the fields of a plan are drawn from.</summary>
/// <param name="Value">What stands in a field.</param>
public sealed record PlanFieldsView(Currency Currency, Func<string, string> Value)
{
    /// <summary>What terms say in a field, as an input element takes it.</summary>
    public static string Of(PlanTerms terms, string field) => field switch
    {
        "name" => terms.Name,
        "features" => string.Join('\n', terms.Features),
        "charge" => Work.DebtorModel.Plain(terms.MonthlyChargeWithVat.Amount),
        "withVat" => "true",
        "vatRate" => Work.DebtorModel.Plain(terms.VatRate.Value),
        "clawbackDays" => terms.ClawbackDays.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "segment" => terms.Segment ?? "",
        _ => "",
    };
}

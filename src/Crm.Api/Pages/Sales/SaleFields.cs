using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales;

namespace Crm.Api.Pages.Sales;

/// <summary>The form of a sale as a browser sends it; what a kind does not ask for is not there.</summary>
public sealed record SaleFields(
    Guid Plan, string? DocumentType, string? DocumentNumber, string? FullName, string? LegalizationPhone, DateOnly? DocumentIssuedOn, string? LeadSource, string? NumberToPort,
    string? PortingPin, DateOnly? DeliverOn, DateOnly? PortingWindowOn, DateOnly? InstallOn, string? InstallationAddress, decimal? PreviousCharge, string? Note)
{
    public SaleForm Form(Currency currency) => new(
        DocumentType ?? "", DocumentNumber ?? "", FullName ?? "", LegalizationPhone ?? "", DocumentIssuedOn, LeadSource, NumberToPort, PortingPin, DeliverOn, PortingWindowOn, InstallOn,
        InstallationAddress, PreviousCharge is { } charge ? new Money(charge, currency) : null, Note);
}

/// <summary>What the fields of a sale are drawn from.</summary>
/// <param name="Wrong">Fields that the back office asked to correct.</param>
/// <param name="Value">What stands in a field: what was typed, or what the sale says.</param>
public sealed record SaleFieldsView(
    CampaignInfo Campaign, SalesPolicy Policy, KindDefinition Kind, IReadOnlyList<PlanInfo> Plans, DateOnly Today, IReadOnlyList<SaleField> Wrong, Func<SaleField, string> Value)
{
    public bool Has(SaleField field) => Kind.Fields.Any(rule => rule.Field == field);

    public bool Needs(SaleField field) => Kind.Fields.Any(rule => rule.Field == field && rule.Required);

    /// <summary>The name of an element: <c>portingPin</c>.</summary>
    public static string NameOf(SaleField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];

    /// <summary>What a sale says in a field, as an input element takes it.</summary>
    public static string Of(SaleRecord sale, SaleField field) => field switch
    {
        SaleField.DocumentType => sale.Terms.DocumentType,
        SaleField.DocumentNumber => sale.Details.DocumentNumber,
        SaleField.FullName => sale.Details.FullName,
        SaleField.LegalizationPhone => sale.Details.LegalizationPhone,
        SaleField.DocumentIssuedOn => Day(sale.Terms.DocumentIssuedOn),
        SaleField.LeadSource => sale.Terms.LeadSource ?? "",
        SaleField.NumberToPort => sale.Details.NumberToPort ?? "",
        SaleField.PortingPin => sale.Details.PortingPin ?? "",
        SaleField.DeliverOn => Day(sale.Terms.DeliverOn),
        SaleField.PortingWindowOn => Day(sale.Terms.PortingWindowOn),
        SaleField.InstallOn => Day(sale.Terms.InstallOn),
        SaleField.InstallationAddress => sale.Details.InstallationAddress ?? "",
        SaleField.PreviousCharge => sale.Terms.PreviousCharge is { } charge ? Work.DebtorModel.Plain(charge.Amount) : "",
        SaleField.Note => sale.Details.Note ?? "",
        _ => sale.Plan.PlanId.ToString(),
    };

    private static string Day(DateOnly? date) => date is null ? "" : Texts.Date(date);
}

using System.Globalization;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Projections.TelecomSales;

/// <summary>What a correction changed, field by field.</summary>
internal static class SaleDifference
{
    public static IReadOnlyList<SaleFieldChange> Of(SaleResubmitted e) => [.. e.Changed.Select(field => field switch
    {
        SaleField.DocumentType => Plain(field, e.OldTerms.DocumentType, e.Terms.DocumentType),
        SaleField.DocumentNumber => Personal(field, e.OldDocumentNumber, e.DocumentNumber),
        SaleField.DocumentIssuedOn => Plain(field, Date(e.OldTerms.DocumentIssuedOn), Date(e.Terms.DocumentIssuedOn)),
        SaleField.FullName => Personal(field, e.OldFullName, e.FullName),
        SaleField.LegalizationPhone => Personal(field, e.OldLegalizationPhone, e.LegalizationPhone),
        SaleField.Plan => Plain(field, e.OldPlan.Code, e.Plan.Code),
        SaleField.LeadSource => Plain(field, e.OldTerms.LeadSource, e.Terms.LeadSource),
        SaleField.NumberToPort => Personal(field, e.OldNumberToPort, e.NumberToPort),
        SaleField.PortingPin => Personal(field, e.OldPortingPin, e.PortingPin),
        SaleField.DeliverOn => Plain(field, Date(e.OldTerms.DeliverOn), Date(e.Terms.DeliverOn)),
        SaleField.PortingWindowOn => Plain(field, Date(e.OldTerms.PortingWindowOn), Date(e.Terms.PortingWindowOn)),
        SaleField.InstallOn => Plain(field, Date(e.OldTerms.InstallOn), Date(e.Terms.InstallOn)),
        SaleField.InstallationAddress => Personal(field, e.OldInstallationAddress, e.InstallationAddress),
        SaleField.PreviousCharge => Plain(field, e.OldTerms.PreviousCharge?.ToString(), e.Terms.PreviousCharge?.ToString()),
        _ => Personal(field, e.OldNote, e.Note),
    })];

    private static SaleFieldChange Plain(SaleField field, string? old, string? @new) => new(field, old, @new, Personal: false);

    private static SaleFieldChange Personal(SaleField field, string? old, string? @new) => new(field, old, @new, Personal: true);

    private static string? Date(DateOnly? date) => date?.ToString("O", CultureInfo.InvariantCulture);
}

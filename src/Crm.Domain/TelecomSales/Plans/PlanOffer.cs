using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Plans;

/// <summary>A plan's terms as somebody states them: the charge without VAT or with it; the other follows.</summary>
public sealed record PlanOffer(
    string Name, IReadOnlyList<string> Features, Money? MonthlyCharge, Money? MonthlyChargeWithVat, Percentage VatRate, int ClawbackDays, string? Segment)
{
    public const int MaxFeatures = 40, MaxFeature = 300, MaxClawbackDays = 730;

    /// <summary>
    /// The terms, or what is wrong with them. With VAT: charge + charge × rate; without: charge ÷ (1 + rate). Both rounded to the currency's smallest unit,
    /// half to even; what was stated stays as it was stated.
    /// </summary>
    public (PlanTerms? Terms, Refusal? Refusal) Read(Currency currency)
    {
        if (string.IsNullOrWhiteSpace(Name)) return Wrong("telecom-sales.plan-name-missing", "A plan has a name.", "name");
        if (Features.Count > MaxFeatures || Features.Any(feature => string.IsNullOrWhiteSpace(feature) || feature.Length > MaxFeature))
            return Wrong("telecom-sales.plan-features-malformed", $"A plan has up to {MaxFeatures} features of up to {MaxFeature} characters, none of them empty.", "features");
        if (VatRate.Value is < 0 or >= 100) return Wrong("telecom-sales.vat-out-of-range", "The rate of VAT is from 0 to less than 100 per cent.", "vatRate");
        if (ClawbackDays is < 0 or > MaxClawbackDays) return Wrong("telecom-sales.clawback-out-of-range", $"The days of clawback are from 0 to {MaxClawbackDays}.", "clawbackDays");
        if (Segment is not null && !IsCode(Segment)) return Wrong("telecom-sales.segment-malformed", "A segment is a code of 1 to 30 capitals, digits and dashes.", "segment");
        if ((MonthlyCharge is null) == (MonthlyChargeWithVat is null))
            return Wrong("telecom-sales.charge-stated-twice", "State the monthly charge either without VAT or with it.", "monthlyCharge", "monthlyChargeWithVat");

        var (stated, field) = MonthlyCharge is { } net ? (net, "monthlyCharge") : (MonthlyChargeWithVat!.Value, "monthlyChargeWithVat");
        if (stated.Currency != currency) return Wrong("telecom-sales.currency-differs", $"The campaign sells in {currency}.", field);
        if (!stated.IsPositive || !stated.IsExact) return Wrong("telecom-sales.charge-malformed", $"A charge is more than nothing and has {currency.Decimals} decimals at most.", field);

        var without = MonthlyCharge ?? new Money(stated.Amount / (1 + VatRate.Value / 100m), currency).Rounded();
        return (new(Name.Trim(), [.. Features.Select(feature => feature.Trim())], without, VatRate, MonthlyChargeWithVat ?? without + without * VatRate, ClawbackDays, Segment), null);
    }

    internal static bool IsCode(string code) => code.Length is >= 1 and <= 30 && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-');

    private static (PlanTerms?, Refusal?) Wrong(string reason, string text, params IReadOnlyList<string> fields) => (null, SalesRefusals.Of(reason, text, fields));
}

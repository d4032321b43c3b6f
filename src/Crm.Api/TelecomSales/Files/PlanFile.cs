using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Imports;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Plans;
using Crm.Projections.Audit;

namespace Crm.Api.TelecomSales.Files;

/// <summary>The columns of a file of plans; the report of plans has them all, so that it can be changed and read again.</summary>
public static class PlanField
{
    public static readonly ImportField Code = new("code", "CODIGO", FieldKind.Text, required: true);
    public static readonly ImportField Name = new("name", "NOMBRE_PLAN", FieldKind.Text, required: true);
    public static readonly ImportField Features = new("features", "CARACTERISTICAS", FieldKind.Text);
    public static readonly ImportField Charge = new("monthlyChargeWithVat", "CFM", FieldKind.Money);
    public static readonly ImportField ChargeWithoutVat = new("monthlyCharge", "CFM_SIN_IVA", FieldKind.Money);
    public static readonly ImportField Vat = new("vatRate", "IVA", FieldKind.Number, required: true);
    public static readonly ImportField Kind = new("kind", "TIPO_PLAN", FieldKind.Text, required: true);
    public static readonly ImportField ClawbackDays = new("clawbackDays", "DIAS_REVERSION", FieldKind.Days, required: true);
    public static readonly ImportField Segment = new("segment", "SEGMENTO", FieldKind.Text);
    public static readonly ImportField From = new("activeFrom", "VIGENTE_DESDE", FieldKind.Date);
    public static readonly ImportField Until = new("activeUntil", "VIGENTE_HASTA", FieldKind.Date);

    public static readonly ImportTemplate Template = new(
        [Code, Name, Features, Charge, ChargeWithoutVat, Vat, Kind, ClawbackDays, Segment, From, Until], [ChargeWithoutVat, Charge]);
}

/// <summary>A row of a file of plans.</summary>
/// <param name="Offer">The plan's terms; <c>null</c>: the row is rejected.</param>
/// <param name="From">For a new plan the first date of sale, for one that is there the first date of other terms; <c>null</c>: as soon as can be.</param>
internal sealed record PlanFileRow(
    int Line, int LastLine, PlanId? PlanId, Guid Fingerprint, string Code, SaleKind Kind, PlanOffer? Offer, DateOnly? From, DateOnly? Until, List<RowProblem> Problems) : IImportRow
{
    public Guid? Key => PlanId?.Value;
    public bool IsGood => Offer is not null;
    public Guid? Subject => null;
}

/// <summary>Makes a plan's terms of a row, or says everything that is wrong with it.</summary>
internal sealed class PlanRowReader(ColumnMapping mapping, CampaignId campaign, Currency currency, DecimalMark? decimals, NumberEvidence evidence, NaturalKeys keys)
{
    private const int MostText = 4_000, MostCode = 60;

    // As people, our reports and the operator's lists write them.
    private static readonly Dictionary<string, SaleKind> Kinds = new(
        Enum.GetValues<SaleKind>().SelectMany(kind => new[] { kind.ToString(), EnumWords.Of(kind, spanish: true), EnumWords.Of(kind, spanish: false) }
            .Select(word => KeyValuePair.Create(HeaderName.Normalize(word), kind))).DistinctBy(pair => pair.Key))
    {
        ["prepos"] = SaleKind.PrepaidToPostpaid,
        ["prepago"] = SaleKind.PrepaidToPostpaid,
    };

    public PlanFileRow Read(TabularRow row)
    {
        var reading = new RowReading(row, mapping);
        var code = reading.Required(PlanField.Code, MostCode)?.ToUpperInvariant();
        var name = reading.Required(PlanField.Name, MostText);
        var kind = Kind(reading);
        var vat = Amount(reading, PlanField.Vat);
        var clawback = Required(reading, PlanField.ClawbackDays, CellReading.Days);
        if (vat is null && CellReading.IsBlank(reading.Cell(PlanField.Vat))) reading.Report(PlanField.Vat, reading.Cell(PlanField.Vat), Problem.Missing, rejects: true);
        var (gross, net) = (Amount(reading, PlanField.Charge), Amount(reading, PlanField.ChargeWithoutVat));
        if (gross is null && net is null && CellReading.IsBlank(reading.Cell(PlanField.Charge)) && CellReading.IsBlank(reading.Cell(PlanField.ChargeWithoutVat)))
            reading.Report(PlanField.Charge, reading.Cell(PlanField.Charge), Problem.Missing, rejects: true);
        var features = (reading.Optional(PlanField.Features, MostText, rejects: true) ?? "").Split([';', '|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var segment = reading.Optional(PlanField.Segment, MostCode, rejects: true)?.ToUpperInvariant();
        var (from, until) = (Optional(reading, PlanField.From), Optional(reading, PlanField.Until));
        PlanId? id = code is null ? null : keys.Plan(campaign, code);
        if (reading.Rejected) return Row(null);

        PlanOffer Stated(decimal? without, decimal? with) => new(name!, features, Of(without), Of(with), new(vat!.Value), clawback!.Value, segment);
        var offer = gross is null ? Stated(net, null) : Stated(null, gross);
        // Where both are stated one follows from the other; which was rounded is seen by trying.
        if (gross is not null && net is not null && offer.Read(currency).Terms is { } terms && terms.MonthlyCharge.Amount != net)
        {
            if (Stated(net, null).Read(currency).Terms is { } other && other.MonthlyChargeWithVat.Amount == gross) return Row(Stated(net, null));
            reading.Report(PlanField.ChargeWithoutVat, reading.Cell(PlanField.ChargeWithoutVat), SalesFileProblem.ChargesDiffer(terms.MonthlyCharge), rejects: true);
            return Row(null);
        }

        return Row(offer);

        PlanFileRow Row(PlanOffer? offer) => new(row.Line, row.LastLine, id, RowReading.FingerprintOf(row), code ?? "", kind ?? default, offer, from, until, reading.Problems);
    }

    private Money? Of(decimal? amount) => amount is { } value ? new Money(value, currency) : null;

    private static SaleKind? Kind(RowReading reading)
    {
        if (reading.Required(PlanField.Kind, MostCode) is not { } word) return null;
        if (Kinds.TryGetValue(HeaderName.Normalize(word), out var kind)) return kind;
        reading.Report(PlanField.Kind, reading.Cell(PlanField.Kind), SalesFileProblem.UnknownKind, rejects: true);
        return null;
    }

    private decimal? Amount(RowReading reading, ImportField field)
    {
        var cell = reading.Cell(field);
        if (CellReading.IsBlank(cell)) return null;
        var (amount, problem) = CellReading.Money(cell, currency, decimals, evidence.For(field));
        if (problem is { } wrong) reading.Report(field, cell, wrong, rejects: true);
        return amount;
    }

    private static int? Required(RowReading reading, ImportField field, Func<Cell, (int?, (string, Bilingual)?)> read)
    {
        var cell = reading.Cell(field);
        var (value, problem) = CellReading.IsBlank(cell) ? (null, Problem.Missing) : read(cell);
        if (problem is { } wrong) reading.Report(field, cell, wrong, rejects: true);
        return value;
    }

    private static DateOnly? Optional(RowReading reading, ImportField field)
    {
        var cell = reading.Cell(field);
        if (CellReading.IsBlank(cell)) return null;
        var (date, problem) = CellReading.Date(cell);
        if (problem is { } wrong) reading.Report(field, cell, wrong, rejects: true);
        return date;
    }
}

/// <summary>Reasons for which a row is not taken, beside those of every file.</summary>
internal static class SalesFileProblem
{
    public static (string Code, Bilingual Reason) UnknownKind { get; } = ("import.kind-unknown",
        new("The kind is portability, prepaid to postpaid, upgrade or home service.", "El tipo es portabilidad, prepago a pospago, upgrade u hogar."));

    public static (string Code, Bilingual Reason) ChargesDiffer(Money expected) => ("import.charges-differ",
        new($"The charge with VAT comes to {expected} without. State one of the two.", $"El cargo con IVA equivale a {expected} sin IVA. Indique solo uno de los dos."));

    public static (string Code, Bilingual Reason) SamePlan(int line) => ("import.plan-twice",
        new($"Line {line} has this plan already, with other values. The first one counts.", $"La línea {line} ya tiene este plan, con otros valores. Cuenta la primera."));

    public static (string Code, Bilingual Reason) SameOrder(int line) => ("import.order-twice",
        new($"Line {line} has this order already, with other values. The first one counts.", $"La línea {line} ya tiene esta orden, con otros valores. Cuenta la primera."));
}

using Crm.Api.Collections.Queries;
using Crm.Api.Files;
using Crm.Api.Reports;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Projections.Audit;
using Crm.Domain.TelecomSales.Plans;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Commissions;
using Crm.Projections.TelecomSales.Reports;

namespace Crm.Api.TelecomSales.Exports;

/// <summary>What columns need beside the row.</summary>
/// <param name="Personal">Whether the reader may see personal data of the row; otherwise it is masked.</param>
/// <param name="Spanish">Whether words are Spanish.</param>
/// <param name="People">Names of agents and reviewers.</param>
public sealed record SaleContext(bool Personal, bool Spanish, IReadOnlyDictionary<UserId, string> People)
{
    public Cell Name(string? name) => name is null ? Cell.Empty : Personal ? name : Masked.Name(name);
    public Cell Number(string? number) => number is null ? Cell.Empty : Personal ? number : Masked.Number(number);
    public Cell Phone(string? phone) => phone is null ? Cell.Empty : Personal ? phone : Masked.Phone(phone);

    /// <summary>Of what nothing may be shown.</summary>
    public Cell Secret(string? text) => text is null ? Cell.Empty : Personal ? text : Replay.PersonalData.Hidden;
    public Cell Person(UserId? user) => user is { } id ? People.TryGetValue(id, out var name) ? name : id.ToString() : Cell.Empty;
    public Cell Word(Enum value) => EnumWords.Of(value, Spanish);
    public Cell Base(bool inBase) => (inBase, Spanish) switch { (true, true) => "Dentro de base", (false, true) => "Fuera de base", (true, _) => "In base", _ => "Outside base" };
}

/// <summary>A sale with one of its escalations.</summary>
public sealed record EscalationLine(SaleSheet Sale, SheetEscalation Escalation);

/// <summary>A plan with the terms that hold today.</summary>
public sealed record PlanLine(PlanInfo Plan, PlanVersion Now);

/// <summary>An entry of a statement; an adjustment is about no sale.</summary>
public sealed record CommissionLine(CommissionEntry Entry, StatementRow Statement, SaleSheet? Sale);

/// <summary>The columns of the reports of telecom sales, in their order. Each kind of sale has those of its fields.</summary>
public static class SalesReports
{
    private static readonly ReportColumn<SaleSheet, SaleContext>
        IssuedOn = new("documentIssuedOn", "Fecha expedición", "Document issued on", (row, _) => row.DocumentIssuedOn),
        NumberToPort = new("numberToPort", "Número a portar", "Number to port", (row, about) => about.Phone(row.NumberToPort)),
        Pin = new("portingPin", "NIP", "Porting PIN", (row, about) => about.Secret(row.PortingPin)),
        DeliverOn = new("deliverOn", "Fecha entrega", "Deliver on", (row, _) => row.DeliverOn),
        WindowOn = new("portingWindowOn", "Fecha ventana cambio", "Porting window", (row, _) => row.PortingWindowOn),
        Base = new("base", "Tipo cliente", "Base", (row, about) => about.Base(row.InBase)),
        PreviousCharge = new("previousCharge", "Valor plan anterior", "Previous charge", (row, _) => row.PreviousCharge?.Amount),
        InstallOn = new("installOn", "Fecha instalación", "Install on", (row, _) => row.InstallOn),
        Address = new("installationAddress", "Dirección instalación", "Installation address", (row, about) => about.Secret(row.InstallationAddress));

    private static readonly IReadOnlyList<ReportColumn<SaleSheet, SaleContext>> Head =
    [
        new("number", "Número", "Number", (row, _) => row.Number),
        new("documentType", "Tipo documento", "Document type", (row, _) => row.DocumentType),
        new("document", "Documento", "Document", (row, about) => about.Number(row.DocumentNumber)),
        new("name", "Nombre completo", "Full name", (row, about) => about.Name(row.FullName)),
        new("legalizationPhone", "Teléfono legalización", "Legalization phone", (row, about) => about.Phone(row.LegalizationPhone)),
    ];

    private static readonly IReadOnlyList<ReportColumn<SaleSheet, SaleContext>> Tail =
    [
        new("orderNumber", "Número orden", "Order number", (row, _) => row.OrderNumber),
        new("leadSource", "Base origen", "Lead source", (row, _) => row.LeadSource),
        new("planName", "Plan nombre", "Plan name", (row, _) => row.PlanName),
        new("planCode", "Plan código", "Plan code", (row, _) => row.PlanCode),
        new("monthlyCharge", "Plan CFM", "Monthly charge", (row, _) => row.MonthlyChargeWithVat.Amount),
        new("monthlyChargeWithoutVat", "Plan CFM sin IVA", "Monthly charge without VAT", (row, _) => row.MonthlyCharge.Amount),
        new("currency", "Moneda", "Currency", (row, _) => row.MonthlyCharge.Currency.Code),
        new("state", "Estado venta", "State", (row, about) => about.Word(row.State)),
        new("deliveredOn", "Entregada el", "Delivered on", (row, _) => row.DeliveredOn),
        new("activatedOn", "Activada el", "Activated on", (row, _) => row.ActivatedOn),
        new("agent", "Agente", "Agent", (row, about) => about.Person(row.AgentId)),
        new("reviewer", "Backoffice", "Back office", (row, about) => about.Person(row.ReviewerId)),
        new("createdAt", "Fecha creación", "Created", (row, _) => ReportCells.Local(row.CreatedAt, row.Zone)),
        new("updatedAt", "Fecha actualización", "Updated", (row, _) => ReportCells.Local(row.UpdatedAt, row.Zone)),
        new("note", "Observación", "Note", (row, about) => about.Secret(row.Note)),
    ];

    /// <summary>The columns of a kind; of all kinds together those of each of them.</summary>
    public static IReadOnlyList<ReportColumn<SaleSheet, SaleContext>> Sales(SaleKind? kind) => kind switch
    {
        SaleKind.Portability => [.. Head, IssuedOn, NumberToPort, Pin, DeliverOn, WindowOn, .. Tail],
        SaleKind.PrepaidToPostpaid => [.. Head, IssuedOn, Base, .. Tail],
        SaleKind.PlanUpgrade => [.. Head, IssuedOn, Base, PreviousCharge, .. Tail],
        SaleKind.HomeService => [.. Head, InstallOn, Address, .. Tail],
        _ =>
        [
            Head[0], new("kind", "Tipo venta", "Kind", (row, about) => about.Word(row.Kind)), .. Head.Skip(1), IssuedOn, NumberToPort, Pin, DeliverOn, WindowOn, Base, PreviousCharge, InstallOn,
            Address, .. Tail,
        ],
    };

    public static readonly IReadOnlyList<ReportColumn<CallbackRow, SaleContext>> Callbacks =
    [
        new("state", "Estado", "State", (row, about) => about.Word(row.State)),
        new("kind", "Tipo venta", "Kind", (row, about) => about.Word(row.Kind)),
        new("name", "Nombre cliente", "Prospect", (row, about) => about.Name(row.ProspectName)),
        new("phone", "Teléfono contacto", "Phone", (row, about) => about.Phone(row.Phone)),
        new("dueOn", "Fecha volver a llamar", "Due on", (row, _) => row.DueOn),
        new("dueAt", "Hora volver a llamar", "Due at", (row, _) => row.DueTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)),
        new("tries", "Intentos", "Tries", (row, _) => row.Tries),
        new("note", "Observaciones", "Note", (row, about) => about.Secret(row.Note)),
        new("agent", "Agente", "Agent", (row, about) => about.Person(row.AgentId)),
        new("sale", "Venta", "Sale", (row, _) => row.SaleId?.ToString()),
        new("createdAt", "Fecha creación", "Created", (row, _) => ReportCells.Local(row.CreatedAt, row.Zone)),
        new("updatedAt", "Fecha actualización", "Updated", (row, _) => ReportCells.Local(row.UpdatedAt, row.Zone)),
    ];

    public static readonly IReadOnlyList<ReportColumn<EscalationLine, SaleContext>> Escalations =
    [
        new("number", "Número venta", "Sale", (row, _) => row.Sale.Number),
        new("name", "Cliente", "Customer", (row, about) => about.Name(row.Sale.FullName)),
        new("document", "Documento cliente", "Document", (row, about) => about.Number(row.Sale.DocumentNumber)),
        new("reason", "Tipo escalamiento", "Reason", (row, about) => about.Word(row.Escalation.Reason)),
        new("comment", "Descripción", "Description", (row, about) => about.Secret(row.Escalation.Comment)),
        new("escalatedAt", "Fecha escalamiento", "Escalated", (row, _) => ReportCells.Local(row.Escalation.EscalatedAt, row.Sale.Zone)),
        new("endedAt", "Fecha solución", "Ended", (row, _) => row.Escalation.EndedAt is { } at ? ReportCells.Local(at, row.Sale.Zone) : Cell.Empty),
        new("solved", "Solucionado", "Solved", (row, about) => row.Escalation.Solved is { } solved ? (solved, about.Spanish) switch { (true, true) => "Sí", (true, _) => "Yes", _ => "No" } : Cell.Empty),
        new("agent", "Agente", "Agent", (row, about) => about.Person(row.Sale.AgentId)),
    ];

    /// <summary>Amounts as they stand in the ledger: what is taken is negative, so that the column adds up.</summary>
    public static readonly IReadOnlyList<ReportColumn<CommissionLine, SaleContext>> Commissions =
    [
        new("sale", "Número venta", "Sale", (row, _) => row.Entry.SaleNumber),
        new("name", "Cliente", "Customer", (row, about) => about.Name(row.Sale?.FullName)),
        new("document", "Documento cliente", "Document", (row, about) => about.Number(row.Sale?.DocumentNumber)),
        new("agent", "Agente", "Agent", (row, about) => about.Person(row.Entry.AgentId)),
        new("period", "Mes", "Month", (row, _) => row.Entry.Period.ToString()),
        new("on", "Fecha", "Date", (row, _) => row.Entry.On),
        new("entry", "Movimiento", "Entry", (row, about) => about.Word(row.Entry.Kind)),
        new("plan", "Plan", "Plan", (row, _) => row.Entry.PlanCode ?? row.Sale?.PlanCode),
        new("base", "Base", "Base", (row, _) => row.Entry.Base?.Amount),
        new("rate", "Tasa %", "Rate %", (row, _) => row.Entry.Rate?.Value),
        new("amount", "Monto", "Amount", (row, _) => row.Entry.Amount.Amount),
        new("currency", "Moneda", "Currency", (row, _) => row.Entry.Amount.Currency.Code),
        new("reason", "Motivo", "Reason", (row, about) => row.Entry.Cause is { } cause ? about.Word(cause) : row.Entry.Reason),
        new("by", "Por", "By", (row, about) => about.Person(row.Entry.By)),
        new("state", "Estado", "State", (row, about) => (row.Statement.IsSettled, about.Spanish) switch
        {
            (true, true) => "liquidada", (true, _) => "settled", (_, true) => "abierta", _ => "open",
        }),
        new("createdAt", "Fecha creación", "Created", (row, _) => ReportCells.Local(row.Entry.At, row.Statement.Zone)),
        new("settledAt", "Fecha liquidación", "Settled at", (row, _) => row.Statement.SettledAt is { } at ? ReportCells.Local(at, row.Statement.Zone) : Cell.Empty),
    ];

    public static readonly IReadOnlyList<ReportColumn<PlanLine, SaleContext>> Plans =
    [
        new("code", "Código", "Code", (row, _) => row.Plan.Code),
        new("name", "Nombre plan", "Plan", (row, _) => row.Now.Terms.Name),
        new("features", "Características", "Features", (row, _) => string.Join("; ", row.Now.Terms.Features)),
        new("monthlyCharge", "CFM", "Monthly charge", (row, _) => row.Now.Terms.MonthlyChargeWithVat.Amount),
        new("monthlyChargeWithoutVat", "CFM sin IVA", "Monthly charge without VAT", (row, _) => row.Now.Terms.MonthlyCharge.Amount),
        new("vatRate", "IVA %", "VAT %", (row, _) => row.Now.Terms.VatRate.Value),
        new("currency", "Moneda", "Currency", (row, _) => row.Now.Terms.MonthlyCharge.Currency.Code),
        new("kind", "Tipo plan", "Kind", (row, about) => about.Word(row.Plan.Kind)),
        new("activeFrom", "Vigente desde", "Active from", (row, _) => row.Plan.ActiveFrom),
        new("activeUntil", "Vigente hasta", "Active until", (row, _) => row.Plan.ActiveUntil),
        new("clawbackDays", "Días reversión", "Clawback days", (row, _) => row.Now.Terms.ClawbackDays),
        new("segment", "Segmento", "Segment", (row, _) => row.Now.Terms.Segment),
        new("version", "Versión", "Version", (row, _) => row.Now.Version),
        new("createdAt", "Fecha creación", "Created", (row, _) => ReportCells.Local(row.Plan.CreatedAt, row.Plan.Zone)),
        new("updatedAt", "Fecha actualización", "Updated", (row, _) => ReportCells.Local(row.Plan.UpdatedAt, row.Plan.Zone)),
    ];
}

using Crm.Api.Collections.Queries;
using Crm.Api.Files;
using Crm.Api.Reports;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;

namespace Crm.Api.Collections.Exports;

/// <summary>What columns need beside the row.</summary>
/// <param name="Now">The business clock.</param>
/// <param name="Debtor">The debtor of the row, masked where the caller may not see him; <c>null</c>: not found.</param>
/// <param name="Account">The account of the row, where it has one.</param>
/// <param name="Spanish">Whether words are Spanish.</param>
public sealed record ReportContext(DateTimeOffset Now, DirectoryEntry? Debtor, bool PersonalData, TrayAccount? Account, bool Spanish)
{
    public Cell Document => Debtor is null ? Cell.Empty : PersonalData ? Debtor.DocumentNumber : Masked.Number(Debtor.DocumentNumber);
    public Cell Name => Debtor is null ? Cell.Empty : PersonalData ? Debtor.FullName : Masked.Name(Debtor.FullName);
    public Cell Phone => Debtor?.Phones is [var first, ..] ? PersonalData ? first : Masked.Phone(first) : Cell.Empty;
    public Cell DaysPastDue => Account is { } account ? account.Clock.On(BusinessMoment.Of(Now, account.Zone).Date) : Cell.Empty;
}

/// <summary>The columns of the reports of collections, in their order.</summary>
public static class Reports
{
    public static readonly IReadOnlyList<ReportColumn<TrayAccount, ReportContext>> Debtors =
    [
        new("document", "Documento", "Document", (_, about) => about.Document),
        new("name", "Nombre completo", "Full name", (_, about) => about.Name),
        new("creditor", "Acreedor", "Creditor", (row, _) => row.Creditor),
        new("reference", "Referencia", "Reference", (row, _) => row.Reference),
        new("balance", "Deuda total", "Total debt", (row, _) => row.Balance.Amount),
        new("currency", "Moneda", "Currency", (row, _) => row.Balance.Currency.Code),
        new("daysPastDue", "Días de mora", "Days past due", (_, about) => about.DaysPastDue),
        new("priority", "Prioridad", "Priority", (row, _) => row.Priority.ToString()),
        new("phone", "Teléfono", "Phone", (_, about) => about.Phone),
        new("status", "Estado", "Status", (row, _) => row.Status.ToString()),
        new("agent", "Asesor", "Agent", (row, _) => row.OwnerId?.ToString()),
        new("paid", "Pagado", "Paid", (row, _) => row.Paid.Amount),
        new("attempts", "Gestiones", "Attempts", (row, _) => row.Attempts),
        new("lastAttempt", "Última gestión", "Last attempt", (row, _) => row.LatestAttempts is [.., var last] ? ReportCells.Local(last.At, row.Zone) : Cell.Empty),
        new("lastDisposition", "Última tipificación", "Last outcome", (row, _) => row.LatestAttempts is [.., var last] ? last.Disposition : null),
    ];

    public static readonly IReadOnlyList<ReportColumn<AttemptFact, ReportContext>> Attempts =
    [
        new("at", "Fecha y hora", "Date and time", (row, _) => ReportCells.Local(row.At, row.Zone)),
        new("channel", "Canal", "Channel", (row, _) => row.Channel.ToString()),
        new("direction", "Dirección", "Direction", (row, _) => row.Direction.ToString()),
        new("document", "Documento cliente", "Document", (_, about) => about.Document),
        new("name", "Nombre cliente", "Name", (_, about) => about.Name),
        new("phone", "Teléfono cliente", "Phone", (_, about) => about.Phone),
        new("reference", "Referencia producto", "Reference", (_, about) => about.Account?.Reference),
        new("balance", "Deuda total cliente", "Balance", (_, about) => about.Account?.Balance.Amount),
        new("daysPastDue", "Días mora cliente", "Days past due", (_, about) => about.DaysPastDue),
        new("disposition", "Tipo gestión", "Outcome", (row, _) => row.Disposition),
        new("contact", "Contacto", "Contact", (row, _) => row.Contact),
        new("rightParty", "Titular", "Right party", (row, _) => row.RightParty),
        new("agent", "Usuario", "Agent", (row, _) => row.AgentId?.ToString()),
        new("durationSeconds", "Duración (s)", "Duration (s)", (row, _) => row.DurationSeconds),
        new("outsidePolicy", "Fuera de política", "Outside policy", (row, _) => row.OutsidePolicy),
        new("voided", "Anulada", "Voided", (row, _) => row.Voided),
    ];

    public static readonly IReadOnlyList<ReportColumn<AgreementRecord, ReportContext>> Agreements =
    [
        new("agreement", "ID acuerdo", "Agreement", (row, _) => row.AgreementId.ToString()),
        new("document", "Documento", "Document", (_, about) => about.Document),
        new("name", "Nombre", "Name", (_, about) => about.Name),
        new("phone", "Teléfono", "Phone", (_, about) => about.Phone),
        new("reference", "Referencia", "Reference", (_, about) => about.Account?.Reference),
        new("agreed", "Monto total", "Agreed", (row, _) => row.Agreed.Amount),
        new("currency", "Moneda", "Currency", (row, _) => row.Agreed.Currency.Code),
        new("discount", "Descuento", "Discount", (row, _) => row.Discount.Amount),
        new("installments", "Número de cuotas", "Installments", (row, _) => row.Installments.Count),
        new("installmentsPaid", "Cuotas pagadas", "Installments paid", (row, _) => row.InstallmentsPaid),
        new("paid", "Monto total pagado", "Paid", (row, _) => row.Paid.Amount),
        new("lastPaidOn", "Fecha último pago", "Last paid on", (row, _) => row.Installments.Max(line => line.LastPaidOn)),
        new("installmentState", "Estado global cuotas", "State of installments", (row, about) => State(row, about.Spanish)),
        new("state", "Estado", "State", (row, _) => row.State.ToString()),
        new("breaks", "Incumplimientos", "Breaks", (row, _) => row.Breaks),
        new("signedOn", "Fecha de creación", "Signed on", (row, _) => row.SignedOn),
        new("lastDueOn", "Fecha de vencimiento", "Last due on", (row, _) => row.Installments.Max(line => (DateOnly?)line.DueOn)),
        new("agent", "Usuario", "Agent", (row, _) => row.Work?.AgentId?.ToString()),
    ];

    public static readonly IReadOnlyList<ReportColumn<PaymentFact, ReportContext>> Payments =
    [
        new("document", "Documento cliente", "Document", (_, about) => about.Document),
        new("name", "Nombre cliente", "Name", (_, about) => about.Name),
        new("reference", "Referencia cliente", "Reference", (_, about) => about.Account?.Reference),
        new("provider", "Proveedor", "Provider", (row, _) => row.Provider),
        new("paymentReference", "Referencia de pago", "Payment reference", (row, _) => row.Reference),
        new("amount", "Monto", "Amount", (row, _) => row.Amount.Amount),
        new("currency", "Moneda", "Currency", (row, _) => row.Amount.Currency.Code),
        new("valueDate", "Fecha de pago", "Value date", (row, _) => row.ValueDate),
        new("state", "Estado", "State", (row, _) => row.State.ToString()),
        new("source", "Origen", "Source", (row, _) => row.Source.ToString()),
        new("confirmedOn", "Confirmado el", "Confirmed on", (row, _) => row.ConfirmedOn),
        new("reversedOn", "Reversado el", "Reversed on", (row, _) => row.ReversedOn),
        new("agent", "Asesor", "Agent", (row, _) => row.AttributedTo?.AgentId?.ToString()),
        new("agreement", "Acuerdo", "Agreement", (row, _) => row.AgreementId?.ToString()),
        new("promise", "Promesa", "Promise", (row, _) => row.PromiseId?.ToString()),
        new("reason", "Observaciones", "Reason", (row, _) => row.Reason),
    ];

    // "Pagado" when all are paid, else how many are overdue, else how many are paid of how many.
    private static string State(AgreementRecord row, bool spanish)
    {
        var (paid, all, overdue) = (row.InstallmentsPaid, row.Installments.Count, row.Installments.Count(line => line.Overdue));
        return paid == all ? spanish ? "Pagado" : "Paid"
            : overdue > 0 ? spanish ? $"{overdue} vencida(s)" : $"{overdue} overdue"
            : spanish ? $"{paid} pagada(s) de {all}" : $"{paid} of {all} paid";
    }
}

using Crm.Projections.Kpis;

namespace Crm.Projections.Collections.Kpis;

/// <summary>The figures of collections. Sums and counts are stored, ratios are computed when read, and never averaged.</summary>
public static class KpiDefinitions
{
    private static readonly KpiText VoidedOut = new("Gestiones anuladas", "Voided attempts"),
        NoDenominator = new("", "");

    public static IReadOnlyList<KpiDefinition> All { get; } =
    [
        new("attempts", 1, KpiUnit.Attempts, "attempt_counts",
            new("Gestiones", "Attempts"),
            new("Gestiones registradas en el periodo, entrantes y salientes", "Attempts logged in the period, inbound and outbound"), NoDenominator, VoidedOut),
        new("contactRate", 1, KpiUnit.Attempts, "attempt_counts",
            new("Tasa de contacto", "Contact rate"),
            new("Gestiones en las que alguien respondió", "Attempts in which somebody answered"),
            new("Gestiones del periodo", "Attempts of the period"), VoidedOut),
        new("uniqueContactRate", 1, KpiUnit.Accounts, "account_days",
            new("Tasa de contacto por cuenta", "Contact rate by account"),
            new("Cuentas distintas con al menos un contacto", "Different accounts with at least one contact"),
            new("Cuentas distintas gestionadas", "Different accounts that were tried"), VoidedOut),
        new("rightPartyContactRate", 1, KpiUnit.Attempts, "attempt_counts",
            new("Tasa de contacto con titular", "Right-party contact rate"),
            new("Gestiones en las que respondió el titular, un codeudor o un fiador", "Attempts that reached the debtor, a co-debtor or a guarantor"),
            new("Gestiones del periodo", "Attempts of the period"), VoidedOut),
        new("rightPartyPerContact", 1, KpiUnit.Attempts, "attempt_counts",
            new("Contactos con titular por contacto", "Right-party contacts per contact"),
            new("Gestiones en las que respondió el titular, un codeudor o un fiador", "Attempts that reached the debtor, a co-debtor or a guarantor"),
            new("Gestiones en las que alguien respondió", "Attempts in which somebody answered"), VoidedOut),
        new("promiseRate", 1, KpiUnit.Accounts, "account_days",
            new("Tasa de promesas", "Promise rate"),
            new("Cuentas distintas con una promesa tomada en el periodo", "Different accounts with a promise taken in the period"),
            new("Contactos con titular del periodo", "Right-party contacts of the period"), VoidedOut),
        new("promisesKept", 1, KpiUnit.Promises, "promise_facts",
            new("Promesas cumplidas", "Promises kept"),
            new("Promesas cumplidas o halladas cumplidas, por fecha valor", "Promises kept or found kept, by value date"),
            new("Promesas que vencían en el periodo y ya tienen desenlace: cumplidas, parciales, rotas o curadas tarde",
                "Promises due in the period that have an outcome: kept, partly kept, broken or cured late"),
            new("Reemplazadas, canceladas y abiertas; se muestran aparte, como las parciales, las rotas y las curadas tarde",
                "Superseded, cancelled and open ones; shown apart, as are partly kept, broken and cured late")),
        new("promisesKeptAmount", 1, KpiUnit.Money, "promise_facts",
            new("Monto cumplido de promesas", "Amount kept of promises"),
            new("Suma del menor entre lo pagado hasta el último día y lo prometido", "Sum of the lesser of what was paid up to the last day and what was promised"),
            new("Suma prometida de las promesas que vencían en el periodo y ya tienen desenlace", "Sum promised of the promises due in the period that have an outcome"),
            new("Reemplazadas, canceladas y abiertas", "Superseded, cancelled and open ones")),
        new("recovery", 1, KpiUnit.Money, "payment_counts, portfolio_ledger",
            new("Recuperación", "Recovery"),
            new("Pagos confirmados menos reversados", "Payments confirmed less reversed"),
            new("Saldo al asignar las cuentas de las carteras de la cosecha", "Balance at placement of the accounts in the vintage's portfolios"),
            new("Cuentas de importaciones deshechas", "Accounts of imports that were undone")),
        new("rollRate", 1, KpiUnit.Accounts, "account_months",
            new("Tasa de rodamiento", "Roll rate"),
            new("Cuentas en un tramo de mora posterior al cierre del segundo mes", "Accounts in a later bucket of days past due at the end of the second month"),
            new("Cuentas con saldo en el tramo al cierre del primer mes", "Accounts that owed in the bucket at the end of the first month"),
            new("Retiradas y castigadas entre los dos cierres; se muestran aparte", "Withdrawn and written off between the two dates; shown apart")),
        new("cureRate", 1, KpiUnit.Accounts, "account_months",
            new("Tasa de cura", "Cure rate"),
            new("Cuentas en mora al cierre del primer mes que al cierre del segundo están al día o no deben",
                "Accounts past due at the end of the first month that are current or owe nothing at the end of the second"),
            new("Cuentas en mora al cierre del primer mes", "Accounts past due at the end of the first month"),
            new("Retiradas y castigadas entre los dos cierres; se muestran aparte", "Withdrawn and written off between the two dates; shown apart")),
        new("collectorRanking", 1, KpiUnit.Money, "payment_counts",
            new("Clasificación de gestores", "Collector ranking"),
            new("Pagos confirmados menos reversados, atribuidos al gestor", "Payments confirmed less reversed, attributed to the collector"),
            NoDenominator, new("Pagos que nadie ganó; se muestran aparte", "Payments that nobody earned; shown apart")),
    ];

    /// <summary>The definition in force. Throws <see cref="ArgumentException"/> for a name that is none.</summary>
    public static KpiDefinition Of(string name) =>
        All.LastOrDefault(definition => definition.Name == name) ?? throw new ArgumentException($"No figure is called '{name}'.", nameof(name));
}

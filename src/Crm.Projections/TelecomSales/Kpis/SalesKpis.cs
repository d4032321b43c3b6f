using Crm.Projections.Kpis;

namespace Crm.Projections.TelecomSales.Kpis;

/// <summary>The figures of telecom sales. Sums, counts and facts of single sales are stored; ratios and medians are computed when read, and never averaged.</summary>
public static class SalesKpis
{
    private static readonly KpiText None = new("", ""), Nothing = new("Nada", "Nothing");

    private static readonly KpiText OpenApart = new(
        "Ventas que aún no llegan al paso; el periodo las incluye en el denominador", "Nothing: sales that have not reached the step yet are in the denominator");

    public static IReadOnlyList<KpiDefinition> All { get; } =
    [
        Count("salesSubmitted", new("Ventas ingresadas", "Sales submitted"), new("Ventas ingresadas en el periodo; las correcciones no cuentan", "Sales handed in in the period; corrections do not count")),
        Count("salesApproved", new("Ventas aprobadas", "Sales approved"), new("Aprobaciones del periodo", "Approvals in the period")),
        Count("salesReturned", new("Ventas devueltas", "Sales returned"), new("Devoluciones del periodo, cada una", "Returns in the period, each of them")),
        Count("salesRejected", new("Ventas rechazadas", "Sales rejected"), new("Rechazos del periodo: en revisión, por escalamiento o del operador", "Rejections in the period: in review, after an escalation, or the operator's that stand")),
        Count("salesActivated", new("Ventas activadas", "Sales activated"), new("Activaciones registradas en el periodo", "Activations recorded in the period")),
        new("returnRate", 1, KpiUnit.Sales, "sale_counts",
            new("Tasa de devolución", "Return rate"), new("Devoluciones del periodo", "Returns in the period"),
            new("Decisiones de revisión del periodo: aprobaciones, devoluciones y rechazos en revisión", "Review decisions in the period: approvals, returns and rejections in review"),
            new("Rechazos por escalamiento o del operador", "Rejections after an escalation and the operator's")),
        new("returnReasons", 1, KpiUnit.Sales, "sale_return_reasons, sale_counts",
            new("Devoluciones por motivo", "Returns by reason"), new("Devoluciones del periodo que nombran el motivo", "Returns in the period that name the reason"),
            new("Devoluciones del periodo; una puede nombrar varios motivos", "Returns in the period; one may name several reasons"), Nothing),
        new("conversion", 1, KpiUnit.Sales, "sale_courses",
            new("Conversión", "Conversion"), new("Ventas ingresadas en el periodo que llegaron a activarse, o al paso", "Sales handed in in the period that were activated, or reached the step"),
            new("Ventas ingresadas en el periodo; por paso, las que llegaron al paso anterior", "Sales handed in in the period; by step, those that reached the step before"), OpenApart),
        new("trayTime", 1, KpiUnit.Seconds, "sale_courses",
            new("Tiempo en bandeja", "Time in tray"),
            new("Mediana en segundos de las estadías terminadas en el periodo, de la entrada a la salida; el percentil 90 entre las partes",
                "Median in seconds of the stays that ended in the period, from entering to leaving; the 90th percentile among the parts"),
            None, new("Estadías que no han terminado", "Stays that have not ended")),
        new("salesPerStaffedHour", 1, KpiUnit.Sales, "sale_counts, staffed_time",
            new("Ventas por hora de trabajo", "Sales per staffed hour"), new("Ventas ingresadas en el periodo", "Sales handed in in the period"),
            new("Horas de presencia menos pausas de las jornadas terminadas", "Hours present less pauses of the work days that are over"),
            new("Jornadas que no han terminado", "Work days that are not over")),
        new("salesRanking", 1, KpiUnit.Sales, "sale_counts",
            new("Clasificación de asesores", "Ranking of agents"), new("Activaciones registradas en el periodo", "Activations recorded in the period"), None,
            new("Reversiones; se muestran aparte", "Charge-backs; shown apart")),
    ];

    private static KpiDefinition Count(string name, KpiText label, KpiText numerator) => new(name, 1, KpiUnit.Sales, "sale_counts", label, numerator, None, Nothing);
}

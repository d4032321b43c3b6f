using Crm.Projections.Kpis;

namespace Crm.Projections.Tickets.Kpis;

/// <summary>The figures of tickets. All are reckoned from each ticket's own history when they are asked for; nothing is averaged that was averaged before.</summary>
public static class TicketKpiDefinitions
{
    public const string FirstResponse = "firstResponseTime", FirstResponseCalendar = "firstResponseCalendarTime", Resolution = "resolutionTime",
        ResolutionCalendar = "resolutionCalendarTime", Backlog = "backlog", ReopenRate = "reopenRate", SlaCompliance = "slaCompliance", RepeatedFaults = "repeatedFaults";

    /// <summary>More faults than this of a customer within <see cref="RepeatDays"/> days are repeated.</summary>
    public const int RepeatedFrom = 3, RepeatDays = 30;

    private const string Source = "ticket_clocks";

    public static IReadOnlyList<KpiDefinition> All { get; } =
    [
        new(FirstResponse, 1, KpiUnit.Seconds, Source, new("Tiempo de primera respuesta", "First response time"),
            new("Segundos hábiles desde la apertura hasta la primera palabra pública o paso de alguien distinto del solicitante", "Business seconds from the opening to the first public word or step of somebody other than the requester"),
            new("Tickets respondidos por primera vez en el periodo", "Tickets first answered in the period"),
            new("Tickets abiertos en el periodo y aún sin respuesta; se muestran aparte", "Tickets opened in the period and not answered yet; shown apart")),
        new(FirstResponseCalendar, 1, KpiUnit.Seconds, Source, new("Tiempo de primera respuesta, calendario", "First response time, calendar"),
            new("Lo mismo, de día y de noche", "The same by day and night"), new("Tickets respondidos por primera vez en el periodo", "Tickets first answered in the period"),
            new("Tickets abiertos en el periodo y aún sin respuesta; se muestran aparte", "Tickets opened in the period and not answered yet; shown apart")),
        new(Resolution, 1, KpiUnit.Seconds, Source, new("Tiempo de solución", "Resolution time"),
            new("Segundos hábiles desde la apertura hasta cada solución, menos lo que estuvo en pausa, solucionado o cerrado", "Business seconds from the opening to each resolution, less what was paused, resolved or closed"),
            new("Soluciones del periodo", "Resolutions of the period"), new("Tickets cerrados sin solución", "Tickets closed without a resolution")),
        new(ResolutionCalendar, 1, KpiUnit.Seconds, Source, new("Tiempo de solución, calendario", "Resolution time, calendar"),
            new("Lo mismo, de día y de noche", "The same by day and night"), new("Soluciones del periodo", "Resolutions of the period"),
            new("Tickets cerrados sin solución", "Tickets closed without a resolution")),
        new(Backlog, 1, KpiUnit.Tickets, Source, new("Pendientes", "Backlog"),
            new("Tickets ni solucionados ni cerrados al final del día; el total, al final del periodo", "Tickets neither resolved nor closed at the day's end; in total, at the period's"),
            new("", ""), new("Días que no han terminado: cuenta lo que hay hoy", "Days that are not over count as they stand")),
        new(ReopenRate, 1, KpiUnit.Tickets, Source, new("Tasa de reapertura", "Reopen rate"),
            new("Reaperturas del periodo", "Reopenings of the period"), new("Soluciones del periodo", "Resolutions of the period"),
            new("Reaperturas de tickets cerrados sin solución", "Reopenings of tickets closed without a resolution")),
        new(SlaCompliance, 1, KpiUnit.Tickets, Source, new("Cumplimiento del acuerdo de servicio", "SLA compliance"),
            new("Relojes que llegaron a tiempo en el periodo", "Clocks met in time in the period"), new("Los mismos y los que vencieron en el periodo", "Those and the ones that breached in the period"),
            new("Relojes en curso sin vencer y detenidos por un cierre; la versión se dice en policy, 0 es la que rige cada ticket", "Clocks that run unbreached, and those stopped by a closing; policy says the version, 0 is each ticket's own")),
        new(RepeatedFaults, 1, KpiUnit.Tickets, Source, new("Averías repetidas", "Repeated faults"),
            new("Clientes con más de 3 averías en 30 días, la última del periodo", "Customers with more than 3 faults within 30 days, the last of them in the period"),
            new("Clientes con alguna avería abierta en el periodo", "Customers who opened a fault in the period"), new("Otros tipos de ticket", "Tickets of other types")),
    ];
}

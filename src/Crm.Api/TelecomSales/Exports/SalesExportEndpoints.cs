using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Reports;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.TelecomSales.Callbacks;

namespace Crm.Api.TelecomSales.Exports;

/// <summary>Reports of telecom sales to take away as CSV or XLSX: columns by choice, a half-open period at the campaign's wall clock, streamed, on record before the first row.</summary>
public static class SalesExportEndpoints
{
    public static void MapSalesExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/api/telecom-sales/exports").WithTags("Telecom sales: exports");

        exports.MapGet("/sales", Sales)
            .Report("ExportSales", "Sales by the date they were handed in; ?kind= has the columns of that kind: &kind=portability&state=&agent=");
        exports.MapGet("/callbacks", Callbacks)
            .Report("ExportCallbacks", "Callbacks by the date they were planned: &kind=&state=&agent=");
        exports.MapGet("/escalations", Escalations)
            .Report("ExportEscalations", "Escalations by their date: &kind=&agent=");
        exports.MapGet("/plans", Plans)
            .Report("ExportPlans", "Plans with the terms that hold today: &kind=");
        exports.MapGet("/commissions", Commissions)
            .Report("ExportCommissions", "Entries of commission statements by the date they are for: &kind=&agent=; of a kind, adjustments are of none", Permission.CommissionsExport);
    }

    internal static Task<IResult> Sales(ReportParameters asked, Choice<SaleKind>? kind, Choice<SaleState>? state, Guid? agent, SalesReportReader reader, ReportStream reports, CancellationToken ct) =>
        reports.Answer(kind is { } one ? $"sales-{NameOf(one.Value)}" : "sales", SalesReports.Sales(kind?.Value), asked, Asked(kind, state, agent),
            reader.Sales(Question(asked) with { Kind = kind?.Value, State = state?.Value, Agent = agent }, ct), ct);

    internal static Task<IResult> Callbacks(ReportParameters asked, Choice<SaleKind>? kind, Choice<CallbackState>? state, Guid? agent, SalesReportReader reader, ReportStream reports, CancellationToken ct) =>
        reports.Answer("callbacks", SalesReports.Callbacks, asked, Asked(kind, state, agent),
            reader.Callbacks(Question(asked) with { Kind = kind?.Value, CallbackState = state?.Value, Agent = agent }, ct), ct);

    internal static Task<IResult> Escalations(ReportParameters asked, Choice<SaleKind>? kind, Guid? agent, SalesReportReader reader, ReportStream reports, CancellationToken ct) =>
        reports.Answer("escalations", SalesReports.Escalations, asked, Asked<SaleState>(kind, null, agent), reader.Escalations(Question(asked) with { Kind = kind?.Value, Agent = agent }, ct), ct);

    internal static Task<IResult> Plans(ReportParameters asked, Choice<SaleKind>? kind, SalesReportReader reader, ReportStream reports, CancellationToken ct) =>
        reports.Answer("plans", SalesReports.Plans, asked, Asked<SaleState>(kind, null, null), reader.Plans(Question(asked) with { Kind = kind?.Value }, ct), ct);

    internal static Task<IResult> Commissions(ReportParameters asked, Choice<SaleKind>? kind, Guid? agent, SalesReportReader reader, ReportStream reports, CancellationToken ct) =>
        reports.Answer("commissions", SalesReports.Commissions, asked, Asked<SaleState>(kind, null, agent), reader.Commissions(Question(asked) with { Kind = kind?.Value, Agent = agent }, ct), ct);

    private static SalesReportQuestion Question(ReportParameters asked) =>
        new(asked.Context.Scope, asked.Context.ScopeOf(Permission.CustomersSeePersonalData), asked.Spanish, asked.Campaign, asked.From, asked.To);

    // By name: the record of a read is for people.
    private static object Asked<TState>(Choice<SaleKind>? kind, Choice<TState>? state, Guid? agent) where TState : struct, Enum =>
        new { kind = kind?.Value.ToString(), state = state?.Value.ToString(), agent };

    internal static string NameOf(SaleKind kind) => EventStore.SnakeCase.Of(kind.ToString()).Replace('_', '-');

    private static void Report(this RouteHandlerBuilder endpoint, string name, string summary, string permission = Permission.SalesExport) => endpoint
        .WithName(name).WithSummary($"{summary} ?campaign=&from=&to=&columns=a,b&format=csv|xlsx&language=es|en, to is the day behind the last")
        .Produces(StatusCodes.Status200OK, contentType: ExportFormat.Csv.ContentType()).RecordsReadsItself(AccessKind.ReportExport).RequirePermission(permission);
}

using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.TelecomSales;
using Crm.Projections.TelecomSales;

namespace Crm.Api.TelecomSales;

/// <summary>The work queues of the room, each oldest first, and how much is in each.</summary>
public static class SaleTrayEndpoints
{
    private static readonly (SaleTray Tray, string Route, string Name, string Summary)[] Trays =
    [
        (SaleTray.PendingReview, "pending-review", "ListPendingReview", "Sales that wait for a reviewer"),
        (SaleTray.VerificationCalls, "verification-calls", "ListVerificationCalls", "Approved sales whose customer has to confirm"),
        (SaleTray.OrderEntry, "order-entry", "ListOrderEntry", "Approved sales to be keyed into the operator's system"),
        (SaleTray.Tracking, "tracking", "ListOrderTracking", "Orders on their way: to be delivered, to be activated"),
        (SaleTray.Returned, "returned", "ListReturnedSales", "Sales to be corrected; person=me: mine"),
        (SaleTray.Escalated, "escalated", "ListEscalatedSales", "Sales that wait until somebody solves something"),
        (SaleTray.OperatorRejections, "operator-rejections", "ListOperatorRejections", "Orders that the operator did not take"),
    ];

    public static void MapSalesTrays(this IEndpointRouteBuilder routes)
    {
        var trays = routes.MapGroup("/api/telecom-sales/trays").WithTags("Telecom sales: trays");

        foreach (var (tray, route, name, summary) in Trays)
        {
            trays.MapGet("/" + route, (TrayParameters asked, [AsParameters] SaleTrayFilter filter, SalesTrays sales, HttpContext http, Problems problems, CancellationToken ct) =>
                    Page(tray, asked, filter, sales, http, problems, ct))
                .WithName(name).WithSummary(summary).Produces<Page<SaleTrayLine>>().Reads<SalesTray, SaleDirectory>().RecordsReads(AccessKind.Tray)
                .RequirePermission(Permission.SalesRead);
        }

        trays.MapGet("/", Counts)
            .WithName("CountSaleTrays").WithSummary("How much is in each tray, how much of it is late and claimed, and how old the oldest is")
            .Produces<IReadOnlyList<TrayCount>>().Reads<SalesTray, SalesPolicyCard>().RequirePermission(Permission.SalesRead);
    }

    internal static async Task<IResult> Page(
        SaleTray tray, TrayParameters asked, SaleTrayFilter filter, SalesTrays sales, HttpContext http, Problems problems, CancellationToken ct) =>
        filter.Claimed is null or "me" or "others" or "nobody"
            ? PageResults.Ok(http, await sales.Page(tray, asked.Request, filter, ct))
            : problems.Invalid("claimed", "me, others or nobody.");

    internal static async Task<IResult> Counts(TrayParameters asked, SalesTrays sales, CancellationToken ct) => TypedResults.Ok(await sales.Counts(asked.Request, ct));
}

using Crm.Api.Identity;
using Crm.Api.Live;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.TelecomSales;
using Crm.Projections;
using Crm.Projections.TelecomSales;

namespace Crm.Api.TelecomSales;

/// <summary>The trays of sales as they change: one view, each tray a place of it.</summary>
public static class SalesLive
{
    private const string Sales = "telecom-sales/sales";

    internal static IServiceCollection AddSalesLive(this IServiceCollection services) => services.AddLiveTray(provider =>
    {
        var sales = provider.GetRequiredService<SalesTrays>();
        return new LiveTray<SalesTray, SaleInTray>(Sales)
        {
            Places = [.. Enum.GetValues<SaleTray>().Select(TrayRoute.PlaceOf)],
            PlaceColumn = "tray",
            LinesRead = [DocumentTable.NameOf<SaleDirectory>(), DocumentTable.NameOf<SalesPolicyCard>()],
            Lines = async (rows, ct) => await sales.Lines(rows, ct),
            Query = ask => SalesTrays.Within(new ListQuery(DocumentTable.Of<SalesTray>()), ask.Request),
        };
    });

    internal static void MapSalesLive(this IEndpointRouteBuilder routes) => routes.MapGroup("/api/telecom-sales/trays").WithTags("Telecom sales: trays")
        .MapLive("/live", Sales, "FollowSales", "Sales in trays as they change: place=pendingReview, verificationCalls, orderEntry …", Permission.SalesRead);
}

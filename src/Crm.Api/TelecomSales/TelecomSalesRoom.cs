using Crm.Api.Hosting;
using Crm.Api.TelecomSales.Callbacks;
using Crm.Api.TelecomSales.Exports;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.TelecomSales.Queries;

namespace Crm.Api.TelecomSales;

/// <summary>What the host adds of telecom sales: services once, endpoints once.</summary>
public static class TelecomSalesRoom
{
    public static IServiceCollection AddTelecomSales(this IServiceCollection services) => services
        .AddLeads()
        .AddCallbacks()
        .AddSingleton<SalesReportReader>()
        .AddSingleton<NumberSeries>()
        .AddSingleton<SalesFacts>()
        .AddSingleton<TrayTargets>()
        .AddSingleton<CustomerLabels>()
        .AddSingleton<SalesTrays>()
        .AddSingleton<SaleQueries>()
        .AddSingleton<IDeadlines, SalesDeadlines>();

    public static void MapTelecomSales(this IEndpointRouteBuilder routes)
    {
        routes.MapLeads();
        routes.MapCallbacks();
        routes.MapCallbackTrays();
        routes.MapSalesExports();
        routes.MapPlans();
        routes.MapSalesPolicies();
        routes.MapSales();
        routes.MapReviews();
        routes.MapOrders();
        routes.MapSalesTrays();
    }
}

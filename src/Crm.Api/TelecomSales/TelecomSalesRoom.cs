using Crm.Api.TelecomSales.Callbacks;
using Crm.Api.TelecomSales.Exports;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.TelecomSales.Commissions;

namespace Crm.Api.TelecomSales;

/// <summary>What the host adds of telecom sales: services once, endpoints once.</summary>
public static class TelecomSalesRoom
{
    public static IServiceCollection AddTelecomSales(this IServiceCollection services) => services
        .AddLeads()
        .AddCallbacks()
        .AddSingleton<SalesReportReader>()
        .AddCommissions();

    public static void MapTelecomSales(this IEndpointRouteBuilder routes)
    {
        routes.MapLeads();
        routes.MapCallbacks();
        routes.MapCallbackTrays();
        routes.MapSalesExports();
        routes.MapCommissions();
    }
}

using Crm.Api.Hosting;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Callbacks;
using Crm.Api.TelecomSales.Commissions;
using Crm.Api.TelecomSales.Exports;
using Crm.Api.TelecomSales.Files;
using Crm.Api.TelecomSales.Kpis;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.TelecomSales.Queries;
using Crm.Projections.TelecomSales.Kpis;

namespace Crm.Api.TelecomSales;

/// <summary>What the host adds of telecom sales: services once, endpoints once.</summary>
public static class TelecomSalesRoom
{
    public static IServiceCollection AddTelecomSales(this IServiceCollection services) => services
        .AddLeads()
        .AddCallbacks()
        .AddSingleton<SalesReportReader>()
        .AddSingleton<SalesFacts>()
        .AddSingleton<SalesFiles>()
        .AddSingleton<TrayTargets>()
        .AddSingleton<CustomerLabels>()
        .AddSingleton<SalesTrays>()
        .AddSalesLive()
        .AddSingleton<SaleQueries>()
        .AddSingleton<Crm.Api.Files.Attachments.IAttachmentOwner, SaleAttachments>()
        .AddSingleton<IDeadlines, SalesDeadlines>()
        .AddCommissions()
        .AddSingleton<SalesKpiReader>();

    public static void MapTelecomSales(this IEndpointRouteBuilder routes)
    {
        routes.MapLeads();
        routes.MapCallbacks();
        routes.MapCallbackTrays();
        routes.MapSalesExports();
        routes.MapPlans();
        routes.MapSalesFiles();
        routes.MapSalesPolicies();
        routes.MapSales();
        routes.MapReviews();
        routes.MapOrders();
        routes.MapSalesTrays();
        routes.MapSalesLive();
        routes.MapCommissions();
        routes.MapKpis<SalesKpiReader>(
            "/api/telecom-sales/kpis", "Telecom sales: figures", "Sales",
            DocumentTable.NameOf<SaleCounts>(), DocumentTable.NameOf<SaleReturnReasons>(), DocumentTable.NameOf<SaleCourses>());
    }
}

using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Collections;
using Crm.Api.Demo;
using Crm.Api.Files;
using Crm.Api.Privacy;
using Crm.Api.TelecomSales;
using Crm.Api.Queries;
using Crm.Api.Tasks;
using Crm.Api.Tickets;
using Crm.EventStore.Projecting;

namespace Crm.Api.Hosting;

/// <summary>The rooms of the product: each adds its services and maps its endpoints here, and nowhere else.</summary>
public static class Rooms
{
    public static IServiceCollection AddRooms(this IServiceCollection services) => services
        .AddSingleton<ViewReader>()
        .AddSingleton<StreamVersions>()
        .AddSingleton<CampaignDates>()
        .AddSingleton<Workplaces>()
        .AddSingleton<Numbers>()
        .AddAgenda<Deadlines>(provider => provider.GetRequiredService<BusinessClock>())
        .AddCollections()
        .AddPrivacy()
        .AddTickets()
        .AddTelecomSales()
        .AddFiles()
        .AddTasks()
        .AddSingleton<DemoCampaign>()
        .AddSingleton<DemoDay>()
        .AddSingleton<DemoStaff>()
        .AddSingleton<DemoSales>()
        .AddSingleton<DemoTickets>()
        .AddSingleton<DemoCentre>()
        .AddSingleton<DemoSummary>();

    public static void MapRooms(this IEndpointRouteBuilder routes)
    {
        routes.MapCollections();
        routes.MapSealing();
        routes.MapPrivacy();
        routes.MapTickets();
        routes.MapTelecomSales();
        routes.MapFiles();
        routes.MapTasks();
    }
}

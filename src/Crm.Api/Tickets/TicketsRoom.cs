using Crm.Api.Tickets.Sla;

namespace Crm.Api.Tickets;

/// <summary>What the host adds of tickets: services once, endpoints once.</summary>
public static class TicketsRoom
{
    public static IServiceCollection AddTickets(this IServiceCollection services) => services
        .AddSla();

    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        routes.MapSla();
    }
}

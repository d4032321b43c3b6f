using Crm.Api.Hosting;
using Crm.Api.Tickets.Sla;

namespace Crm.Api.Tickets;

/// <summary>What the host adds of tickets: services once, endpoints once.</summary>
public static class TicketsRoom
{
    public static IServiceCollection AddTickets(this IServiceCollection services) => services
        .AddSingleton<TicketFacts>()
        .AddSingleton<TicketLabels>()
        .AddSingleton<TicketTeams>()
        .AddSingleton<TicketQueries>()
        .AddSingleton<QueueMembers>()
        .AddSingleton<RequesterQueries>()
        .AddTicketsLive()
        .AddSingleton<IDeadlines, TicketsDeadlines>()
        .AddSla();

    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        routes.MapTicketOpening();
        routes.MapTicketLists();
        routes.MapTicketsLive();
        routes.MapTicketCommands();
        routes.MapTicketMarks();
        routes.MapTicketAssignments();
        routes.MapTicketRequests();
        routes.MapRequesters();
        routes.MapQueues();
        routes.MapTicketCategories();
        routes.MapSla();
    }
}

using Crm.Api.Identity;
using Crm.Api.Live;
using Crm.Api.Queries;
using Crm.Projections;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>The trays of the room as they change. Mine are those of <c>person=me</c>, my team's those of <c>team=</c>, both in the places that are not <c>resolved</c>.</summary>
public static class TicketsLive
{
    private const string Tickets = "tickets/tickets";

    internal static IServiceCollection AddTicketsLive(this IServiceCollection services) => services.AddLiveTray(provider =>
    {
        var (labels, reach) = (provider.GetRequiredService<TicketLabels>(), provider.GetRequiredService<TicketTeams>());
        return new LiveTray<TicketsTray, TrayTicket>(Tickets)
        {
            Places = [.. Enum.GetValues<TicketTray>().Select(TrayRoute.PlaceOf)],
            PlaceColumn = "tray",
            LinesRead = [DocumentTable.NameOf<RequesterDirectory>(), DocumentTable.NameOf<QueueCard>()],
            Queues = reach.QueuesOf,
            Lines = async (rows, ct) => await labels.Lines(rows, ct),
            Query = ask => TicketQueries.Within(new ListQuery(DocumentTable.Of<TicketsTray>()), ask.Scope, ask.Queues ?? []).Where("live")
                .WhereAsked("campaign_id = {0}", ask.Campaign?.ToString())
                .WhereAsked("team_id = {0}", ask.Team?.ToString())
                .WhereAsked("assignee_id = {0}", ask.Person?.ToString()),
            Listed = row => row.Live,
        };
    });

    internal static void MapTicketsLive(this IEndpointRouteBuilder routes) => routes.MapGroup("/api/tickets/trays").WithTags("Tickets: lists")
        .MapLive("/live", Tickets, "FollowTickets", "Tickets as they change: place=unassigned, working, waiting, resolved", Permission.TicketsRead);
}

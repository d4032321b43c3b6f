using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>
/// Tickets as who asked sees them: his own, and of them what is public. Every answer is made of <see cref="RequestedTickets"/>, which knows nothing
/// internal; somebody else's ticket does not exist here, whatever he may do as one of the staff.
/// </summary>
public static class RequestEndpoints
{
    public static void MapTicketRequests(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/api/tickets/requests").WithTags("Tickets: my requests");

        requests.MapPost("/", Ask)
            .WithName("AskForHelp").WithSummary("Ask for something for oneself")
            .WithExample(new AskRequest(new(TicketExamples.Queue), "No audio", "My headset is silent since the update", TicketType.Incident))
            .Produces<CommandAnswer>(StatusCodes.Status201Created).RequirePermission(Permission.TicketsCreate);
        requests.MapGet("/", List)
            .WithName("ListMyRequests").WithSummary("What I asked for, the latest change first").Produces<Page<RequestedTicket>>().Reads<RequestedTickets>()
            .RequirePermission(Permission.TicketsCreate);
        requests.MapGet("/{id:guid}", Show)
            .WithName("ShowMyRequest").WithSummary("One of mine, with what was said to me and by me").Produces<RequestedTicket>().Reads<RequestedTickets>()
            .RequirePermission(Permission.TicketsCreate);
        requests.MapPost("/{id:guid}/reply", Reply)
            .Command("ReplyToRequest", "Answer; where I was waited for, work goes on", new ReplyRequest("The left one"), Permission.TicketsCreate);
        requests.MapPost("/{id:guid}/confirm", Confirm)
            .Command("ConfirmRequest", "It is done: the ticket closes", null, Permission.TicketsCreate);
        requests.MapPost("/{id:guid}/reopen", Reopen)
            .Command("ReopenRequest", "It was not done after all; within 15 days", new ReasonRequest("It is silent again"), Permission.TicketsCreate);
    }

    internal static Task<IResult> Ask(AskRequest body, CommandContext context, Commands commands, TicketFacts facts, Hosting.NaturalKeys keys, CancellationToken ct) => TicketOpening.Open(
        new(body.QueueId, body.Subject, body.Description, body.Type, body.CategoryId, body.Priority, TicketId: body.TicketId), context, commands, facts, keys, ct);

    internal static async Task<IResult> List(bool? open, PageRequest page, bool? total, CommandContext context, TicketQueries queries, HttpContext http, CancellationToken ct) =>
        PageResults.Ok(http, await queries.Requests(context.Actor, open, page, total is true, ct));

    internal static async Task<IResult> Show(Guid id, CommandContext context, TicketQueries queries, Problems problems, CancellationToken ct) =>
        await queries.Request(id, context.Actor, ct) is { } request ? TypedResults.Ok(request) : problems.NotFound();

    internal static Task<IResult> Reply(Guid id, ReplyRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct)
    {
        var comment = body.CommentId ?? Guid.CreateVersion7();
        return Change(id, context, commands, facts, (ticket, now) => CommentTicketHandler.Handle(
            new(comment, body.Text, CommentVisibility.Public, CommentAuthor.Requester, context.Actor, now), ticket), ct);
    }

    internal static Task<IResult> Confirm(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => CloseTicketHandler.Handle(new(ByRequester: true, context.Actor, now), ticket), ct);

    internal static Task<IResult> Reopen(Guid id, ReasonRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => ReopenTicketHandler.Handle(new(body.Reason, ByRequester: true, context.Actor, now), ticket), ct);

    private static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, TicketFacts facts, Func<Ticket, BusinessMoment, Decision> decide, CancellationToken ct) =>
        commands.Handle<Ticket>(id, context, ticket => ticket.IsAskedBy(context.Actor) ? decide(ticket, facts.Now(ticket.Zone)) : throw new StreamMissingException(id), ct);
}

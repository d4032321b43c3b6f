using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>Who has which ticket: taken, given, given back, shared out by the queue's strategy.</summary>
public static class TicketAssignments
{
    /// <summary>How many waiting tickets one request shares out.</summary>
    private const int AtOnce = 200;

    public static void MapTicketAssignments(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets: assignment");

        tickets.MapPost("/{id:guid}/claim", Claim)
            .Command("ClaimTicket", "Take a ticket that nobody has; of two at once, one gets it", null);
        tickets.MapPost("/{id:guid}/assign", Assign)
            .Command("AssignTicket", "Put it into somebody's hands; from one to another with a reason", new AssignTicketRequest(new(Collections.Examples.Agent), "On holiday"), Permission.TicketsAssign);
        tickets.MapPost("/{id:guid}/unassign", Unassign)
            .Command("UnassignTicket", "Give it back to the queue", new ReasonRequest("It is not mine"));
        tickets.MapPost("/{id:guid}/share-out", ShareOut)
            .Command("ShareOutTicket", "Give it to whom the queue's strategy chooses of those who are there", null, Permission.TicketsAssign);
        tickets.MapPost("/queues/{id:guid}/share-out", ShareOutQueue)
            .WithName("ShareOutQueue").WithSummary("Share out what waits in a queue among those who are there, the most urgent first")
            .Produces<SharedOut>().RequirePermission(Permission.TicketsAssign);
    }

    internal static Task<IResult> Claim(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) => commands.Handle(context, async (unit, token) =>
    {
        var (ticket, queue) = await facts.Ticket(unit, id, context.Scope);
        var (works, team) = await facts.WorksFor(context.Actor, queue, token);
        return UnitDecision.For<Ticket>(id, ClaimTicketHandler.Handle(new(context.Actor, team, works, facts.Now(ticket.Zone)), ticket));
    }, ct);

    internal static Task<IResult> Assign(Guid id, AssignTicketRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, token) =>
        {
            var (ticket, queue) = await facts.Ticket(unit, id, context.Scope);
            var (works, team) = await facts.WorksFor(body.AssigneeId, queue, token);
            return UnitDecision.For<Ticket>(id, AssignTicketHandler.Handle(new(body.AssigneeId, team, works, body.Reason, context.Actor, facts.Now(ticket.Zone)), ticket));
        }, ct);

    internal static Task<IResult> Unassign(Guid id, ReasonRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        TicketEndpoints.Change(id, context, commands, facts, (ticket, now) => UnassignTicketHandler.Handle(new(body.Reason, context.Actor, now), ticket), ct);

    internal static Task<IResult> ShareOut(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        commands.Handle(context, (unit, token) => ShareOutOne(unit, id, context.Scope, facts, token), ct);

    internal static async Task<IResult> ShareOutQueue(Guid id, CommandContext context, CommandRunner runner, TicketFacts facts, ViewReader views, Problems problems, CancellationToken ct)
    {
        if (await views.Find<QueueCard, QueueInfo>(id, ct) is not { } queue || !TicketQueries.Reaches(context.Scope, queue)) return problems.NotFound();

        var waiting = await views.Query<Guid>(
            $"select id from {DocumentTable.Of<TicketsTray>()} where live and queue_id = @queue and tray = 'unassigned' order by urgency, opened_at, id limit {AtOnce}", new { queue = id.ToString() }, ct);
        var shared = 0;
        foreach (var ticket in waiting)
        {
            var outcome = await runner.Run(context.Origin(null) with { Key = null, Command = "ShareOutTicket" }, (unit, token) => ShareOutOne(unit, ticket, context.Scope, facts, token), ct);
            if (outcome is CommandOutcome.Done { Appended: true }) shared++;
            // Nobody is there for one; so nobody is for the next, unless it goes by skill.
            else if (outcome is CommandOutcome.Refused && queue.Strategy is not AssignmentStrategy.BySkill) break;
        }

        return TypedResults.Ok(new SharedOut(shared, waiting.Count - shared));
    }

    private static async Task<UnitDecision> ShareOutOne(CommandUnit unit, Guid id, CallerScope scope, TicketFacts facts, CancellationToken ct)
    {
        var (ticket, queue) = await facts.Ticket(unit, id, scope);
        var now = facts.Now(queue.Zone);
        var turn = await facts.Turn(unit, queue, now, ct) ?? new QueueTurn(Guid.Empty, null, []);
        return UnitDecision.For<Ticket>(id, ShareOutTicketHandler.Handle(new(turn, now), ticket, queue, await facts.Categories(unit)));
    }
}

/// <param name="Waiting">How many of those looked at wait on.</param>
public sealed record SharedOut(int Shared, int Waiting);

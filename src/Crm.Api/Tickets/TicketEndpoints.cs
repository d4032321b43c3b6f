using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Tickets;

/// <summary>What the staff does with a ticket: from its states to whatever stands on it. What the requester does is in <see cref="RequestEndpoints"/>.</summary>
public static class TicketEndpoints
{
    public static void MapTicketCommands(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets");

        tickets.MapPost("/{id:guid}/start", Start)
            .Command("StartTicket", "Begin to work on it; somebody has to have it", null);
        tickets.MapPost("/{id:guid}/await-customer", AwaitCustomer)
            .Command("AwaitCustomer", "Ask the requester something and wait; seven days of silence close the ticket", new AwaitCustomerRequest("Which lamp blinks on the router?"));
        tickets.MapPost("/{id:guid}/await-third-party", AwaitThirdParty)
            .Command("AwaitThirdParty", "Somebody outside has to do something first", new ReasonRequest("The carrier repairs the fibre"));
        tickets.MapPost("/{id:guid}/resume", Resume)
            .Command("ResumeTicket", "The wait is over", null);
        tickets.MapPost("/{id:guid}/comments", Comment)
            .Command("CommentTicket", "Say something, publicly or among the staff; it is never edited", new CommentRequest("The line was measured: no signal", CommentVisibility.Internal));
        tickets.MapPost("/{id:guid}/resolve", Resolve)
            .Command("ResolveTicket", "What was asked for is done; it closes after 72 hours", new ResolveTicketRequest("The fibre was spliced again"));
        tickets.MapPost("/{id:guid}/close", Close)
            .Command("CloseTicket", "The resolution is final", null);
        tickets.MapPost("/{id:guid}/reopen", Reopen)
            .Command("ReopenTicket", "It was not done after all; within 15 days", new ReasonRequest("The signal is gone again"));
        tickets.MapPost("/{id:guid}/move", Move)
            .Command("MoveTicket", "Hand it to another queue", new MoveTicketRequest(new(TicketExamples.Queue), "It is the network's"));
        tickets.MapPost("/{id:guid}/priority", ChangePriority)
            .Command("ChangeTicketPriority", "Another priority, and why", new ChangePriorityRequest(TicketPriority.High, "The whole team is without audio"));
        tickets.MapPost("/{id:guid}/classify", Reclassify)
            .Command("ReclassifyTicket", "It is about something else", new ReclassifyTicketRequest(TicketType.Fault, new(TicketExamples.Category)));
        tickets.MapPost("/{id:guid}/work", LogWork)
            .Command("LogTicketWork", "Time that was spent on it", new LogWorkRequest(25, Note: "Measured the line"));
    }

    internal static RouteHandlerBuilder Command(
        this RouteHandlerBuilder endpoint, string name, string summary, object? example, string permission = Permission.TicketsUpdate)
    {
        endpoint.WithName(name).WithSummary(summary).Produces<CommandAnswer>().RequirePermission(permission);
        return example is null ? endpoint : endpoint.WithExample(example);
    }

    internal static Task<IResult> Start(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => StartTicketHandler.Handle(new(context.Actor, now), ticket), ct);

    internal static Task<IResult> AwaitThirdParty(Guid id, ReasonRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => AwaitThirdPartyHandler.Handle(new(body.Reason, context.Actor, now), ticket), ct);

    internal static Task<IResult> Resume(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => ResumeTicketHandler.Handle(new(context.Actor, now), ticket), ct);

    internal static Task<IResult> Close(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => CloseTicketHandler.Handle(new(ByRequester: false, context.Actor, now), ticket), ct);

    internal static Task<IResult> Reopen(Guid id, ReasonRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => ReopenTicketHandler.Handle(new(body.Reason, ByRequester: false, context.Actor, now), ticket), ct);

    internal static Task<IResult> ChangePriority(Guid id, ChangePriorityRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => ChangePriorityHandler.Handle(new(body.Priority, body.Reason, context.Actor, now), ticket), ct);

    internal static Task<IResult> AwaitCustomer(Guid id, AwaitCustomerRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct)
    {
        var comment = body.CommentId ?? Guid.CreateVersion7();
        return Change(id, context, commands, facts, (ticket, now) => AwaitCustomerHandler.Handle(new(comment, body.Question, context.Actor, now), ticket), ct);
    }

    internal static Task<IResult> Comment(Guid id, CommentRequest body, CommandContext context, Commands commands, TicketFacts facts, Hosting.NaturalKeys keys, CancellationToken ct)
    {
        var comment = body.CommentId ?? (body.MessageId is { } message ? keys.Derive("ticket-message", id.ToString(), message) : Guid.CreateVersion7());
        return Change(id, context, commands, facts, (ticket, now) => CommentTicketHandler.Handle(
            new(comment, body.Text, body.Visibility, body.FromRequester ? CommentAuthor.Requester : CommentAuthor.Staff, body.FromRequester ? null : context.Actor, now, body.MessageId), ticket), ct);
    }

    internal static Task<IResult> Resolve(Guid id, ResolveTicketRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (ticket, now) => ResolveTicketHandler.Handle(new(body.Solution, context.Actor, now), ticket), ct);

    internal static Task<IResult> Move(Guid id, MoveTicketRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, token) =>
        {
            var (ticket, _) = await facts.Ticket(unit, id, context.Scope);
            // Whoever hands a ticket on need not reach the queue that gets it; but it has to be of his campaign, or of all.
            var queue = await unit.Require<Domain.Tickets.Queues.Queue>(body.QueueId.Value);
            if (queue.CampaignId is not null && queue.CampaignId != ticket.Standing.CampaignId && !TicketReach.Reaches(context.Scope, queue)) throw new StreamMissingException(body.QueueId.Value);

            var worksThere = ticket.Standing.AssigneeId is { } assignee && (await facts.WorksFor(assignee, queue, token)).Works;
            return UnitDecision.For<Ticket>(id, MoveTicketHandler.Handle(new(body.Reason, worksThere, context.Actor, facts.Now(ticket.Zone)), ticket, queue));
        }, ct);

    internal static Task<IResult> Reclassify(Guid id, ReclassifyTicketRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (ticket, queue) = await facts.Ticket(unit, id, context.Scope);
            return UnitDecision.For<Ticket>(id, ReclassifyTicketHandler.Handle(
                new(body.Type, body.CategoryId, context.Actor, facts.Now(ticket.Zone)), ticket, queue, await facts.Categories(unit)));
        }, ct);

    internal static Task<IResult> LogWork(Guid id, LogWorkRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct)
    {
        var entry = body.EntryId ?? Guid.CreateVersion7();
        return Change(id, context, commands, facts, (ticket, now) => LogWorkHandler.Handle(new(entry, context.Actor, body.Minutes, body.On ?? now.Date, body.Note, now), ticket), ct);
    }

    internal static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, TicketFacts facts, Func<Ticket, BusinessMoment, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (ticket, _) = await facts.Ticket(unit, id, context.Scope);
            return UnitDecision.For<Ticket>(id, decide(ticket, facts.Now(ticket.Zone)));
        }, ct);
}

using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Tickets;

/// <summary>What stands on a ticket beside its state: who watches it, tags, links, what it is a part of.</summary>
public static class TicketMarkEndpoints
{
    public static void MapTicketMarks(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets");

        tickets.MapPost("/{id:guid}/watch", Watch)
            .Command("WatchTicket", "Have somebody told of what happens to it", new WatchRequest());
        tickets.MapPost("/{id:guid}/unwatch", Unwatch)
            .Command("UnwatchTicket", "He is told no more", new WatchRequest());
        tickets.MapPost("/{id:guid}/tag", Tag)
            .Command("TagTicket", "Mark it with a word", new TagRequest("vip"));
        tickets.MapPost("/{id:guid}/untag", Untag)
            .Command("UntagTicket", "Take the word off", new TagRequest("vip"));
        tickets.MapPost("/{id:guid}/link", Link)
            .Command("LinkTicket", "Say what it is about: an account, a sale, an ONT, another ticket", new TicketLink(TicketLinkKind.Ont, "HWTC1A2B3C4D"));
        tickets.MapPost("/{id:guid}/unlink", Unlink)
            .Command("UnlinkTicket", "It is not about that", new TicketLink(TicketLinkKind.Ont, "HWTC1A2B3C4D"));
        tickets.MapPost("/{id:guid}/parent", SetParent)
            .Command("SetParentTicket", "Make it a part of another ticket, or of none", new ParentRequest(new(TicketExamples.Ticket)));
    }

    internal static Task<IResult> Watch(Guid id, WatchRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, token) =>
        {
            var (ticket, queue) = await facts.Ticket(unit, id, context.Scope);
            var watcher = body.WatcherId ?? context.Actor;
            var decision = watcher == context.Actor || (await facts.WorksFor(watcher, queue, token)).Works
                ? WatchTicketHandler.Handle(new(watcher, context.Actor, facts.Now(ticket.Zone)), ticket)
                : Decision.Refuse("tickets.assignee-not-of-queue", "The person does not work for the ticket's queue.", "watcherId");
            return UnitDecision.For<Ticket>(id, decision);
        }, ct);

    internal static Task<IResult> Unwatch(Guid id, WatchRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        TicketEndpoints.Change(id, context, commands, facts, (ticket, now) => UnwatchTicketHandler.Handle(new(body.WatcherId ?? context.Actor, context.Actor, now), ticket), ct);

    internal static Task<IResult> Tag(Guid id, TagRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        TicketEndpoints.Change(id, context, commands, facts, (ticket, now) => TagTicketHandler.Handle(new(body.Tag, context.Actor, now), ticket), ct);

    internal static Task<IResult> Untag(Guid id, TagRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        TicketEndpoints.Change(id, context, commands, facts, (ticket, now) => UntagTicketHandler.Handle(new(body.Tag, context.Actor, now), ticket), ct);

    internal static Task<IResult> Link(Guid id, TicketLink body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        TicketEndpoints.Change(id, context, commands, facts, (ticket, now) => LinkTicketHandler.Handle(new(body, context.Actor, now), ticket), ct);

    internal static Task<IResult> Unlink(Guid id, TicketLink body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        TicketEndpoints.Change(id, context, commands, facts, (ticket, now) => UnlinkTicketHandler.Handle(new(body, context.Actor, now), ticket), ct);

    internal static Task<IResult> SetParent(Guid id, ParentRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (ticket, _) = await facts.Ticket(unit, id, context.Scope);
            var above = new List<TicketId>();
            for (var parent = body.ParentId; parent is { } its && !above.Contains(its);)
            {
                above.Add(its);
                parent = above.Count == 1 ? (await facts.Ticket(unit, its.Value, context.Scope)).Ticket.ParentId : (await unit.Require<Ticket>(its.Value)).ParentId;
            }

            return UnitDecision.For<Ticket>(id, SetParentTicketHandler.Handle(new(body.ParentId, above, context.Actor, facts.Now(ticket.Zone)), ticket));
        }, ct);
}

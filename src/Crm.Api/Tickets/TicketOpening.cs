using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Requesters;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Tickets;

/// <summary>Opens tickets: for a caller himself, or for a customer, a debtor or a colleague.</summary>
public static class TicketOpening
{
    public static void MapTicketOpening(this IEndpointRouteBuilder routes) => routes.MapGroup("/api/tickets").WithTags("Tickets").MapPost("/", Open)
        .WithName("OpenTicket")
        .WithSummary("Open a ticket for oneself, a colleague, a debtor or a customer; the queue's strategy may give it to somebody at once")
        .WithExample(new OpenTicketRequest(
            new(TicketExamples.Queue), "No signal", "The router's lamp is red since this morning", TicketType.Fault, new(TicketExamples.Category), TicketPriority.High,
            new(RequesterKind.Customer, FullName: "Luz Mora", Email: "luz@example.com", Phone: "300 123 4567"), TicketChannel.Phone))
        .Produces<CommandAnswer>(StatusCodes.Status201Created)
        .RequirePermission(Permission.TicketsCreate);

    internal static Task<IResult> Open(OpenTicketRequest body, CommandContext context, Commands commands, TicketFacts facts, NaturalKeys keys, CancellationToken ct)
    {
        var id = body.TicketId ?? new TicketId(body.MessageId is { } message ? keys.Derive("ticket-of-message", body.QueueId.ToString(), message) : Guid.CreateVersion7());
        string? number = null;
        return commands.Handle(context, async (unit, token) =>
        {
            var queue = await unit.Require<Queue>(body.QueueId.Value);
            if (!TicketReach.MayAsk(context.Scope, queue)) throw new StreamMissingException(body.QueueId.Value);
            if (body.ParentId is { } parent) await facts.Ticket(unit, parent.Value, context.ScopeOf(Permission.TicketsUpdate));
            if (await unit.Load<Ticket>(id.Value) is not null) return UnitDecision.For<Ticket>(id.Value, Decision.AlreadySo);

            var (requester, registers, refusal) = await Requester(body.Requester, unit, queue, context, keys);
            if (refusal is not null) return UnitDecision.For<Ticket>(id.Value, Decision.Refuse(refusal));

            var now = facts.Now(queue.Zone);
            var turn = await facts.Turn(unit, queue, now, token);
            // Only what is about to be written takes a number; one that is not written in the end leaves a gap.
            OpenTicket Command(string its) => new(
                id, its, body.Subject, body.Description, body.Type, body.CategoryId, body.Priority, requester.Who, requester.Erased, body.Channel, body.Tags ?? [], body.Links ?? [],
                body.ParentId, context.Actor, now, body.MessageId);
            var categories = await facts.Categories(unit);
            var decision = OpenTicketHandler.Handle(Command(number ?? ""), null, queue, categories, turn);
            if (decision.Refusal is not null) return UnitDecision.For<Ticket>(id.Value, decision);

            number ??= await facts.NextNumber(now, token);
            return UnitDecision.For<Ticket>(id.Value, OpenTicketHandler.Handle(Command(number), null, queue, categories, turn).And<Requester>(requester.Who.SubjectId, registers));
        }, ct);
    }

    private static async Task<((TicketRequester Who, bool Erased) Requester, IReadOnlyList<IEvent> Registers, Refusal? Refusal)> Requester(
        RequesterRequest? asked, CommandUnit unit, Queue queue, CommandContext context, NaturalKeys keys)
    {
        if (asked is null) return ((new(RequesterKind.User, context.Actor.Value), false), [], null);
        if (asked is { Kind: RequesterKind.Customer, FullName: { } name }) return await Customer(asked, name, unit, queue, keys);

        var subject = await unit.Require<DataSubject>(asked.Id!.Value);
        RequesterKind? kind = subject.Kind switch
        {
            SubjectKind.Debtor => RequesterKind.Debtor,
            SubjectKind.Customer => RequesterKind.Customer,
            SubjectKind.User => RequesterKind.User,
            _ => null,
        };
        var reached = kind switch
        {
            RequesterKind.User => true,
            // A customer belongs to the queue's campaign; a debtor has to be within the caller's reach.
            RequesterKind.Customer => subject.CampaignId == queue.CampaignId,
            _ => subject.CampaignId is { } campaign && context.ScopeOf(Permission.CustomersRead).Reaches(campaign),
        };
        return kind is { } known && known == asked.Kind && reached ? ((new(known, subject.Id), subject.Erased), [], null) : throw new StreamMissingException(subject.Id);
    }

    // The same e-mail, or without one the same phone, is the same customer of a campaign.
    private static async Task<((TicketRequester Who, bool Erased) Requester, IReadOnlyList<IEvent> Registers, Refusal? Refusal)> Customer(
        RequesterRequest asked, string name, CommandUnit unit, Queue queue, NaturalKeys keys)
    {
        var country = queue.CampaignId is { } campaign ? (await unit.Require<Campaign>(campaign.Value)).Country : "CO";
        var email = EmailAddress.Normalize(asked.Email);
        var reached = email.IsValid ? email.Value : PhoneNumber.Parse(country, asked.Phone).Number;
        var id = new RequesterId(reached is null ? Guid.CreateVersion7() : keys.Derive("ticket-requester", queue.CampaignId?.ToString() ?? "", reached));
        var known = await unit.Load<Requester>(id.Value);
        var decision = RegisterRequesterHandler.Handle(new(id, queue.CampaignId, country, name, asked.Email, asked.Phone), known);
        return ((new(RequesterKind.Customer, id.Value), known?.Erased is true), decision.Events, decision.Refusal);
    }
}

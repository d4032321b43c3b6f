using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;
using FluentValidation;

namespace Crm.Api.Tickets;

/// <summary>Queues: what each takes, which teams work for it, how its tickets find somebody.</summary>
public static class QueueEndpoints
{
    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        var queues = routes.MapGroup("/api/tickets/queues").WithTags("Tickets: queues");

        queues.MapGet("/", async (CommandContext context, TicketQueries queries, CancellationToken ct) => TypedResults.Ok(await queries.Queues(context.Scope, ct)))
            .WithName("ListQueues").WithSummary("The queues somebody may ask something of").Produces<IReadOnlyList<QueueInfo>>().Reads<QueueCard>().RequirePermission(Permission.TicketQueuesRead);
        queues.MapPost("/", Open)
            .WithName("OpenQueue").WithSummary("Open a queue; without a campaign it is the whole installation's")
            .WithExample(new OpenQueueRequest("SOPORTE", "Soporte técnico", new(Examples.Campaign), Strategy: AssignmentStrategy.LeastLoaded))
            .Produces<CommandAnswer>(StatusCodes.Status201Created).RequirePermission(Permission.TicketQueuesCreate);
        queues.MapGet("/{id:guid}/members", Members)
            .WithName("ListQueueMembers").WithSummary("Who works for a queue: whether he is there, how many tickets he has and how many he may have")
            .Produces<IReadOnlyList<QueueMemberLine>>().Reads<QueueCard, TicketsTray>().RequirePermission(Permission.TicketsRead);
        queues.MapPut("/{id:guid}/terms", SetTerms)
            .Command("SetQueueTerms", "What it takes and how it is shared out", new QueueTermsRequest("Soporte técnico", AssignmentStrategy.BySkill, [TicketType.Fault], ["fibre"]), Permission.TicketQueuesUpdate)
            .RequireIfMatch();
        queues.MapPost("/{id:guid}/teams", AddTeam)
            .Command("AddQueueTeam", "Have a team work for it: its people see its tickets", new QueueTeamRequest(new(Examples.Campaign), new(Examples.Team)), Permission.TicketQueuesUpdate);
        queues.MapPost("/{id:guid}/teams/{teamId:guid}/remove", RemoveTeam)
            .Command("RemoveQueueTeam", "A team works for it no more", null, Permission.TicketQueuesUpdate);
        queues.MapPost("/{id:guid}/close", Close)
            .Command("CloseQueue", "It takes no new tickets", new ReasonRequest("Merged into another"), Permission.TicketQueuesDelete);
        queues.MapPost("/{id:guid}/reopen", Reopen)
            .Command("ReopenQueue", "It takes tickets again", null, Permission.TicketQueuesDelete);
    }

    internal static Task<IResult> Open(OpenQueueRequest body, CommandContext context, Commands commands, TicketFacts facts, Problems problems, CancellationToken ct)
    {
        // Who reaches only some campaigns opens none for all.
        if (body.CampaignId is null && !context.Scope.All) return Task.FromResult(problems.Forbidden(Permission.TicketQueuesCreate));

        var id = facts.QueueOf(body.Code);
        return commands.Handle(context, async (unit, _) =>
        {
            if (body.CampaignId is { } its && !context.Scope.Reaches(its)) throw new StreamMissingException(its.Value);
            var zone = body.CampaignId is { } campaign ? (await unit.Require<Campaign>(campaign.Value)).Zone : body.Zone ?? "America/Bogota";
            var queue = await unit.Load<Queue>(id.Value);
            // A code that another campaign has is taken, and nothing more is told of it.
            return UnitDecision.For<Queue>(id.Value, OpenQueueHandler.Handle(new(id, body.Code, body.CampaignId, zone, body.Terms, context.Actor), queue));
        }, ct);
    }

    internal static Task<IResult> AddTeam(Guid id, QueueTeamRequest body, CommandContext context, Commands commands, CancellationToken ct) => commands.Handle(context, async (unit, _) =>
    {
        var queue = await unit.Require<Queue>(id);
        if (!Manages(context.Scope, queue)) throw new StreamMissingException(id);
        if (!context.Scope.Reaches(body.CampaignId)) throw new StreamMissingException(body.CampaignId.Value);

        var campaign = await unit.Require<Campaign>(body.CampaignId.Value);
        var exists = campaign.Teams.Any(team => team.Id == body.TeamId && !team.Dissolved);
        return UnitDecision.For<Queue>(id, AddQueueTeamHandler.Handle(new(body.CampaignId, body.TeamId, exists, context.Actor), queue));
    }, ct);

    internal static Task<IResult> SetTerms(Guid id, QueueTermsRequest body, CommandContext context, Commands commands, CancellationToken ct) =>
        Change(id, context, commands, queue => SetQueueTermsHandler.Handle(new(body.Terms, context.Actor), queue), ct);

    internal static Task<IResult> RemoveTeam(Guid id, Guid teamId, CommandContext context, Commands commands, CancellationToken ct) =>
        Change(id, context, commands, queue => RemoveQueueTeamHandler.Handle(new(new(teamId), context.Actor), queue), ct);

    internal static Task<IResult> Close(Guid id, ReasonRequest body, CommandContext context, Commands commands, CancellationToken ct) =>
        Change(id, context, commands, queue => CloseQueueHandler.Handle(new(body.Reason, context.Actor), queue), ct);

    internal static Task<IResult> Reopen(Guid id, CommandContext context, Commands commands, CancellationToken ct) =>
        Change(id, context, commands, queue => ReopenQueueHandler.Handle(new(context.Actor), queue), ct);

    private static async Task<IResult> Members(Guid id, CommandContext context, ViewReader views, QueueMembers members, Problems problems, CancellationToken ct) =>
        await views.Find<QueueCard, QueueInfo>(id, ct) is { } queue && TicketQueries.Reaches(context.Scope, queue) ? TypedResults.Ok(await members.Of(queue, ct)) : problems.NotFound();

    private static Task<IResult> Change(Guid id, CommandContext context, Commands commands, Func<Queue, Decision> decide, CancellationToken ct) =>
        commands.Handle<Queue>(id, context, queue => Manages(context.Scope, queue) ? decide(queue) : throw new StreamMissingException(id), ct);

    private static bool Manages(CallerScope scope, Queue queue) => Manages(scope, queue.CampaignId);

    /// <summary>Whether a queue is in somebody's hands: one of the installation is changed by who reaches all of it.</summary>
    internal static bool Manages(CallerScope scope, CampaignId? queueOf) => scope.All || (queueOf is { } campaign && scope.Reaches(campaign));
}

/// <param name="Code">Capitals, digits and dashes; unique for ever.</param>
/// <param name="CampaignId">Left out: the whole installation's.</param>
/// <param name="Zone">IANA zone, for a queue without a campaign; left out: America/Bogota.</param>
/// <param name="Types">Left out: all.</param>
/// <param name="Skills">What members must know where it goes by skill.</param>
public sealed record OpenQueueRequest(
    string Code, string Name, CampaignId? CampaignId = null, string? Zone = null, AssignmentStrategy Strategy = AssignmentStrategy.Manual,
    IReadOnlyList<TicketType>? Types = null, IReadOnlyList<string>? Skills = null)
{
    internal QueueTerms Terms => new(Name, Types ?? [], Strategy, Skills ?? []);
}

/// <param name="Types">Left out: all.</param>
public sealed record QueueTermsRequest(string Name, AssignmentStrategy Strategy, IReadOnlyList<TicketType>? Types = null, IReadOnlyList<string>? Skills = null)
{
    internal QueueTerms Terms => new(Name, Types ?? [], Strategy, Skills ?? []);
}

public sealed record QueueTeamRequest(CampaignId CampaignId, TeamId TeamId);

public sealed class OpenQueueRequestValidator : AbstractValidator<OpenQueueRequest>
{
    public OpenQueueRequestValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(30);
        RuleFor(request => request.Name).NotEmpty().MaximumLength(100);
        RuleFor(request => request.Zone).MaximumLength(60);
        RuleFor(request => request.Strategy).IsInEnum();
        RuleForEach(request => request.Types).IsInEnum();
    }
}

public sealed class QueueTermsRequestValidator : AbstractValidator<QueueTermsRequest>
{
    public QueueTermsRequestValidator()
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(100);
        RuleFor(request => request.Strategy).IsInEnum();
        RuleForEach(request => request.Types).IsInEnum();
    }
}

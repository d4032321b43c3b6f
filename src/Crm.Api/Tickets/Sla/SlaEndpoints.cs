using Crm.Api.Collections;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tickets.Kpis;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Projections.Campaigns;
using Crm.Projections.Tickets;
using Crm.Projections.Tickets.Sla;
using FluentValidation;

namespace Crm.Api.Tickets.Sla;

/// <summary>What is promised to whoever opens a ticket, and how a ticket stands to it.</summary>
public static class SlaEndpoints
{
    public static void MapSla(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets: SLA");

        tickets.MapGet("/{id:guid}/sla", Show)
            .WithName("ShowTicketSla")
            .WithSummary("The clocks of a ticket with every segment they are made of: under the policy that governs it, or what would have been under another version")
            .Produces<SlaAnswer>()
            .Reads<TicketClocks, SlaPolicyCard>()
            .RequirePermission(Permission.TicketsRead);
        tickets.MapGet("/sla-policies", Policies)
            .WithName("ShowSlaPolicies")
            .WithSummary("What is promised in a campaign, or in the installation's own queues when none is named: every version there ever was")
            .Produces<SlaPolicyAnswer>()
            .Reads<SlaPolicyCard>()
            .RequirePermission(Permission.TicketsRead);
        tickets.MapPost("/sla-policies", Publish)
            .WithName("PublishSlaPolicy")
            .WithSummary("Promise something else from now, or from a later instant on; a new version, whose earlier ones stay")
            .WithExample(new PublishSlaPolicyRequest(new(Examples.Campaign), SlaTerms.Usual("America/Bogota", BusinessCalendar.Colombia)))
            .Produces<CommandAnswer>().Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.TicketsSetSla);

        routes.MapTicketKpis();
    }

    internal static async Task<IResult> Show(
        Guid id, int? policy, CallerScope scope, ViewReader views, SlaPolicies policies, BusinessClock clock, Problems problems, CancellationToken ct)
    {
        if (await views.Find<TicketClocks, TicketHistory>(id, ct) is not { } ticket || !await Reaches(scope, ticket, views, ct)) return problems.NotFound();

        var (known, _) = await policies.Of(ticket.Standing.CampaignId, ticket.Zone, ct);
        var now = clock.GetUtcNow();
        var governing = known.Governing(ticket, now);
        if ((policy is { } asked ? known.Find(asked) : governing) is not { } version)
            return problems.Invalid("policy", $"The versions are 1 to {known.Latest.Version}.");

        return TypedResults.Ok(SlaAnswer.Of(ticket, version, version == governing, SlaReckoning.Of(ticket, version.Terms, now)));
    }

    internal static async Task<IResult> Policies(
        Guid? campaign, CallerScope scope, SlaPolicies policies, ViewReader views, BusinessClock clock, Problems problems, CancellationToken ct)
    {
        CampaignId? id = campaign is { } named ? new(named) : null;
        if (id is { } known && (!ReachesInto(scope, known) || await views.Find<CampaignCard, CampaignInfo>(known.Value, ct) is null)) return problems.NotFound();

        var (policy, published) = await policies.Of(id, "UTC", ct);
        return TypedResults.Ok(new SlaPolicyAnswer(id, published, policy.Versions.LastOrDefault(version => version.EffectiveFrom <= clock.GetUtcNow())?.Version, policy.Versions));
    }

    internal static Task<IResult> Publish(PublishSlaPolicyRequest body, CommandContext context, Commands commands, SlaUnits sla, Problems problems, CancellationToken ct)
    {
        // What is promised in the queues of the installation is for who reaches all of it.
        if (body.CampaignId is null && !context.Scope.All) return Task.FromResult(problems.Forbidden(Permission.TicketsSetSla));

        return commands.Handle(context, (unit, _) => body.CampaignId is null || context.Scope.Reaches(body.CampaignId.Value)
            ? sla.Publish(unit, body.CampaignId, body.Terms.Hours.Zone, body.Terms, body.EffectiveFrom, context.Actor)
            : throw new StreamMissingException(body.CampaignId.Value.Value), ct);
    }

    // As far as the ticket itself: by its queue, or because it is his.
    private static async Task<bool> Reaches(CallerScope scope, TicketHistory ticket, ViewReader views, CancellationToken ct) =>
        scope.All || (scope.Own && ticket.Standing.AssigneeId == scope.UserId)
        || (ticket.Standing.CampaignId is { } campaign && scope.Campaigns.Contains(campaign))
        || (scope.Teams.Count > 0 && await views.Find<QueueCard, QueueInfo>(ticket.Standing.QueueId.Value, ct) is { } queue && queue.Teams.Any(scope.Teams.Contains));

    // Who works in a campaign may know what is promised there.
    private static bool ReachesInto(CallerScope scope, CampaignId campaign) => scope.Reaches(campaign) || scope.Own || scope.Teams.Count > 0;
}

/// <param name="CampaignId">Whose tickets it is for; <c>null</c>: those of the installation's own queues.</param>
/// <param name="EffectiveFrom">UTC; left out: at once.</param>
public sealed record PublishSlaPolicyRequest(CampaignId? CampaignId, SlaTerms Terms, DateTimeOffset? EffectiveFrom = null);

public sealed class PublishSlaPolicyRequestValidator : AbstractValidator<PublishSlaPolicyRequest>
{
    public PublishSlaPolicyRequestValidator()
    {
        RuleFor(request => request.Terms).NotNull();
        RuleFor(request => request.Terms.Targets).NotNull().When(request => request.Terms is not null);
        RuleFor(request => request.Terms.PausedIn).NotNull().When(request => request.Terms is not null);
        RuleFor(request => request.Terms.Hours).NotNull().When(request => request.Terms is not null);
        RuleFor(request => request.Terms.Hours.Zone).NotEmpty().MaximumLength(60).When(request => request.Terms?.Hours is not null);
        RuleFor(request => request.Terms.Hours.Week).NotNull().When(request => request.Terms?.Hours is not null);
        RuleFor(request => request.Terms.Hours.Calendar).NotNull().When(request => request.Terms?.Hours is not null);
    }
}

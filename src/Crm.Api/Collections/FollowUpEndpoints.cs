using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Promised next contacts: scheduled, done, moved, called off. The agenda says which were missed.</summary>
public static class FollowUpEndpoints
{
    public static void MapFollowUps(this IEndpointRouteBuilder routes)
    {
        var followUps = routes.MapGroup("/api/collections/follow-ups").WithTags("Collections: follow-ups");

        followUps.MapPost("/", Schedule)
            .WithName("ScheduleFollowUp")
            .WithSummary("Promise a next contact")
            .WithExample(new ScheduleFollowUpRequest(new(Examples.Debtor), new(Examples.Campaign), new(2026, 11, 24, 15, 30, 0, TimeSpan.Zero), new(Examples.Account), Note: "After pay day"))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.FollowUpsCreate);
        followUps.MapPost("/{id:guid}/complete", (Guid id, CompleteFollowUpRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (followUp, campaign) => CompleteFollowUpHandler.Handle(new(context.Actor, campaign.BySupervisor, body.AttemptId), followUp), ct))
            .WithName("CompleteFollowUp").WithSummary("It was made").WithExample(new CompleteFollowUpRequest(new(Examples.Attempt)))
            .Produces<CommandAnswer>().RequirePermission(Permission.FollowUpsUpdate);
        followUps.MapPost("/{id:guid}/move", (Guid id, MoveFollowUpRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (followUp, campaign) =>
                    MoveFollowUpHandler.Handle(new(body.DueAt, body.Reason, context.Actor, campaign.BySupervisor, campaign.Now.At), followUp), ct))
            .WithName("MoveFollowUp").WithSummary("Another instant, and why").WithExample(new MoveFollowUpRequest(new(2026, 11, 25, 15, 0, 0, TimeSpan.Zero), "He asked for it"))
            .Produces<CommandAnswer>().RequirePermission(Permission.FollowUpsUpdate);
        followUps.MapPost("/{id:guid}/cancel", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (followUp, campaign) => CancelFollowUpHandler.Handle(new(context.Actor, campaign.BySupervisor, body.Reason), followUp), ct))
            .WithName("CancelFollowUp").WithSummary("It is not needed any more").WithExample(new ReasonRequest("He paid"))
            .Produces<CommandAnswer>().RequirePermission(Permission.FollowUpsDelete);
    }

    internal static Task<IResult> Schedule(ScheduleFollowUpRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct)
    {
        var id = new FollowUpId(Guid.CreateVersion7());
        return commands.Handle(context, async (unit, _) =>
        {
            var owner = body.OwnerId ?? context.Actor;
            if (!context.Scope.Reaches(body.CampaignId, owner: owner) || !await facts.Places.WorksFor(context.Actor, body.CampaignId, ct))
                throw new StreamMissingException(body.CampaignId.Value);

            var campaign = await facts.Campaign(unit, body.CampaignId, context, ct);
            if (body.AccountId is { } accountId && (await facts.Account(unit, accountId, context)).DebtorId != body.DebtorId) throw new StreamMissingException(accountId.Value);

            var debtor = await unit.Require<Debtor>(body.DebtorId.Value);
            return UnitDecision.For<FollowUp>(id.Value, await facts.Places.WorksFor(owner, body.CampaignId, ct)
                ? ScheduleFollowUpHandler.Handle(new(id, body.AccountId, owner, campaign.Work, body.DueAt, body.Note, campaign.Now), await unit.Load<FollowUp>(id.Value), debtor)
                : NotThere(await unit.Load<FollowUp>(id.Value)));
        }, ct);
    }

    private static Decision NotThere(FollowUp? _) =>
        Decision.Refuse("collections.agent-not-in-campaign", "The person does not work for the account's campaign.", "ownerId");

    internal static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, CollectionsFacts facts, Func<FollowUp, CampaignFacts, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var followUp = await unit.Require<FollowUp>(id);
            if (!context.Scope.Reaches(followUp.Work.CampaignId, followUp.Work.TeamId, followUp.OwnerId)) throw new StreamMissingException(id);

            return UnitDecision.For<FollowUp>(id, decide(followUp, await facts.Campaign(unit, followUp.Work.CampaignId, context, ct)));
        }, ct);
}

/// <param name="DueAt">When, as an instant; the campaign's wall clock follows from it.</param>
/// <param name="OwnerId">Who is to make it; left out: the caller.</param>
public sealed record ScheduleFollowUpRequest(
    DebtorId DebtorId, CampaignId CampaignId, DateTimeOffset DueAt, AccountId? AccountId = null, UserId? OwnerId = null, string? Note = null);

/// <param name="AttemptId">The contact that did it.</param>
public sealed record CompleteFollowUpRequest(AttemptId? AttemptId = null);

public sealed record MoveFollowUpRequest(DateTimeOffset DueAt, string Reason);

public sealed class ScheduleFollowUpRequestValidator : AbstractValidator<ScheduleFollowUpRequest>
{
    public ScheduleFollowUpRequestValidator() => RuleFor(request => request.Note).IsNote();
}

public sealed class MoveFollowUpRequestValidator : AbstractValidator<MoveFollowUpRequest>
{
    public MoveFollowUpRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

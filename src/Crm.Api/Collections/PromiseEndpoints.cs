using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Promises to pay: taken and called off. Kept, broken and cured are found by payments and the agenda.</summary>
public static class PromiseEndpoints
{
    public static void MapPromises(this IEndpointRouteBuilder routes)
    {
        var promises = routes.MapGroup("/api/collections/promises").WithTags("Collections: promises");

        promises.MapPost("/", Make)
            .WithName("MakePromise")
            .WithSummary("Take a debtor's promise of an amount by a date; an open one that is not due yet is superseded")
            .WithExample(new MakePromiseRequest(new(Examples.Account), Examples.Cop(250_000), new(2026, 12, 4)))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.PromisesCreate);
        promises.MapPost("/{id:guid}/cancel", Cancel)
            .WithName("CancelPromise")
            .WithSummary("Call off an open promise")
            .WithExample(new ReasonRequest("The debtor took it back"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.PromisesUpdate);
    }

    internal static Task<IResult> Make(MakePromiseRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct)
    {
        var id = new PromiseId(Guid.CreateVersion7());
        return commands.Handle(context, async (unit, _) =>
        {
            var account = await facts.Account(unit, body.AccountId, context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            var open = account.OpenPromise is { } openId ? await unit.Require<PromiseToPay>(openId.Value) : null;
            var command = new MakePromise(
                id, body.Amount, body.DueOn, PromiseOrigin.Agent, body.AttemptId, campaign.Work, campaign.BySupervisor, campaign.Now, campaign.Rules);
            return UnitDecision.For<PromiseToPay>(id.Value, MakePromiseHandler.Handle(command, await unit.Load<PromiseToPay>(id.Value), account, open));
        }, ct);
    }

    internal static Task<IResult> Cancel(Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var promise = await unit.Require<PromiseToPay>(id);
            var account = await facts.Account(unit, promise.AccountId, context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            return UnitDecision.For<PromiseToPay>(id, CancelPromiseHandler.Handle(new(context.Actor, body.Reason, campaign.Now), promise, account));
        }, ct);
}

/// <param name="DueOn">Business date by which it is to be paid, today or later.</param>
/// <param name="AttemptId">The contact in which it was made.</param>
public sealed record MakePromiseRequest(AccountId AccountId, Money Amount, DateOnly DueOn, AttemptId? AttemptId = null);

public sealed class MakePromiseRequestValidator : AbstractValidator<MakePromiseRequest>
{
    public MakePromiseRequestValidator() => RuleFor(request => request.Amount).IsAmount();
}

using System.Globalization;
using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Plans;
using Crm.Projections.TelecomSales;
using FluentValidation;
using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.TelecomSales;

/// <summary>What is sold: plans with their terms as versions.</summary>
public static class PlanEndpoints
{
    private static readonly SortKey[] ByCode = [SortKey.Text("code"), SortKey.Id];

    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/api/telecom-sales/plans").WithTags("Telecom sales: plans");

        plans.MapPost("/", Publish)
            .WithName("PublishPlan").WithSummary("Put a plan on sale; the charge is stated without VAT or with it, the other follows")
            .WithExample(new PublishPlanRequest(new(Examples.Campaign), "POS-40GB", SaleKind.Portability, "Pospago 40 GB", ["40 GB", "Unlimited minutes"], new(19), 90,
                new(2026, 11, 1), MonthlyChargeWithVat: SalesExamples.Cop(59_900), Segment: "PREMIUM"))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.PlansCreate);
        plans.MapPut("/{id:guid}/terms", Revise)
            .WithName("RevisePlan").WithSummary("Sell it under other terms from a date on; sales keep those they were made under")
            .WithExample(new RevisePlanRequest("Pospago 40 GB", ["40 GB", "Unlimited minutes", "HD"], new(19), 90, new(2026, 12, 1), MonthlyChargeWithVat: SalesExamples.Cop(64_900), Segment: "PREMIUM"))
            .Produces<CommandAnswer>().RequireIfMatch().RequirePermission(Permission.PlansUpdate);
        plans.MapPost("/{id:guid}/withdraw", Withdraw)
            .WithName("WithdrawPlan").WithSummary("Sell it until a date and no longer")
            .WithExample(new WithdrawPlanRequest(new(2026, 12, 31), "Replaced by the 50 GB plan"))
            .Produces<CommandAnswer>().RequirePermission(Permission.PlansDelete);
        plans.MapPost("/{id:guid}/reinstate", Reinstate)
            .WithName("ReinstatePlan").WithSummary("Sell a plan again that was withdrawn or has run out")
            .WithExample(new ReinstatePlanRequest(new(2027, 1, 1)))
            .Produces<CommandAnswer>().RequirePermission(Permission.PlansUpdate);
        plans.MapGet("/{id:guid}", Show)
            .WithName("ShowPlan").WithSummary("A plan with all its terms").Produces<PlanInfo>().Reads<PlanCard>().RequirePermission(Permission.PlansRead);
        plans.MapGet("/", List)
            .WithName("ListPlans").WithSummary("Plans by code; on= those that are sold on a date").Produces<Page<PlanInfo>>().Reads<PlanCard>().RequirePermission(Permission.PlansRead);
    }

    internal static Task<IResult> Publish(PublishPlanRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct)
    {
        var code = body.Code.Trim().ToUpperInvariant();
        var id = facts.Keys.Plan(body.CampaignId, code);
        return commands.Handle(context, async (unit, _) =>
        {
            if (!context.Scope.Reaches(body.CampaignId)) throw new StreamMissingException(body.CampaignId.Value);

            var place = await facts.Place(unit, body.CampaignId, context, ct);
            return UnitDecision.For<Plan>(id.Value, PublishPlanHandler.Handle(
                new(id, body.CampaignId, code, body.Kind, body.Offer, body.ActiveFrom, body.ActiveUntil, place.Workplace.Campaign.Currency, context.Actor, place.Now),
                await unit.Load<Plan>(id.Value)));
        }, ct);
    }

    internal static Task<IResult> Revise(Guid id, RevisePlanRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (plan, place) =>
            RevisePlanHandler.Handle(new(body.Offer, body.ValidFrom, place.Workplace.Campaign.Currency, context.Actor, place.Now), plan), ct);

    internal static Task<IResult> Withdraw(Guid id, WithdrawPlanRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (plan, place) => WithdrawPlanHandler.Handle(new(body.ActiveUntil, body.Reason, context.Actor, place.Now), plan), ct);

    internal static Task<IResult> Reinstate(Guid id, ReinstatePlanRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (plan, place) => ReinstatePlanHandler.Handle(new(body.ActiveFrom, body.ActiveUntil, context.Actor, place.Now), plan), ct);

    internal static async Task<IResult> Show(Guid id, CallerScope scope, ViewReader views, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await views.Find<PlanCard, PlanInfo>(id, ct) is not { } plan || !scope.Reaches(plan.CampaignId)) return problems.NotFound();

        await versions.Tag(http, id, ct);
        return TypedResults.Ok(plan);
    }

    internal static async Task<IResult> List(
        Guid? campaign, Choice<SaleKind>? kind, DateOnly? on, PageRequest page, CallerScope scope, HttpContext http, ViewReader views, CancellationToken ct) =>
        PageResults.Ok(http, await Page(campaign, kind?.Value, on, page, scope, views, ct));

    internal static async Task<Page<PlanInfo>> Page(Guid? campaign, SaleKind? kind, DateOnly? on, PageRequest page, CallerScope scope, ViewReader views, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<PlanCard>()).WhereAsked("campaign_id = {0}", campaign?.ToString()).WhereAsked("kind = {0}", Stored.Name(kind));
        if (on is { } date)
            query.Where("active_from <= {0} and (active_until is null or active_until >= {0})", date.ToString("O", CultureInfo.InvariantCulture));
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        return await query.Read<PlanInfo>(views, page, ByCode, total: false, ct);
    }

    private static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, SalesFacts facts, Func<Plan, SalesPlace, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var plan = await unit.Require<Plan>(id);
            if (!context.Scope.Reaches(plan.CampaignId)) throw new StreamMissingException(id);

            return UnitDecision.For<Plan>(id, decide(plan, await facts.Place(unit, plan.CampaignId, context, ct)));
        }, ct);
}

/// <param name="VatRate">In per cent.</param>
/// <param name="ClawbackDays">Days after activation in which the operator may charge the sale back.</param>
/// <param name="Segment">Group of plans that commissions may be told apart by: capitals, digits and dashes.</param>
public sealed record PublishPlanRequest(
    CampaignId CampaignId, string Code, SaleKind Kind, string Name, IReadOnlyList<string> Features, Percentage VatRate, int ClawbackDays, DateOnly ActiveFrom,
    DateOnly? ActiveUntil = null, Money? MonthlyCharge = null, Money? MonthlyChargeWithVat = null, string? Segment = null)
{
    internal PlanOffer Offer => new(Name, Features, MonthlyCharge, MonthlyChargeWithVat, VatRate, ClawbackDays, Segment);
}

public sealed record RevisePlanRequest(
    string Name, IReadOnlyList<string> Features, Percentage VatRate, int ClawbackDays, DateOnly ValidFrom,
    Money? MonthlyCharge = null, Money? MonthlyChargeWithVat = null, string? Segment = null)
{
    internal PlanOffer Offer => new(Name, Features, MonthlyCharge, MonthlyChargeWithVat, VatRate, ClawbackDays, Segment);
}

/// <param name="ActiveUntil">The last date on which it may be sold.</param>
public sealed record WithdrawPlanRequest(DateOnly ActiveUntil, string Reason);

public sealed record ReinstatePlanRequest(DateOnly ActiveFrom, DateOnly? ActiveUntil = null);

public sealed class PublishPlanRequestValidator : AbstractValidator<PublishPlanRequest>
{
    public PublishPlanRequestValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(30);
        RuleFor(request => request.Kind).IsInEnum();
        RuleFor(request => request.Name).NotEmpty().MaximumLength(150);
        RuleFor(request => request.Features).NotNull();
        RuleFor(request => request.Segment).MaximumLength(30);
    }
}

public sealed class RevisePlanRequestValidator : AbstractValidator<RevisePlanRequest>
{
    public RevisePlanRequestValidator()
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(150);
        RuleFor(request => request.Features).NotNull();
        RuleFor(request => request.Segment).MaximumLength(30);
    }
}

public sealed class WithdrawPlanRequestValidator : AbstractValidator<WithdrawPlanRequest>
{
    public WithdrawPlanRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

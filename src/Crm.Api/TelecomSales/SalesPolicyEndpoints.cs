using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Projections.TelecomSales;
using FluentValidation;

namespace Crm.Api.TelecomSales;

/// <summary>How a campaign sells: kinds with their fields and steps, claims, days, and the targets of the trays.</summary>
public static class SalesPolicyEndpoints
{
    public static void MapSalesPolicies(this IEndpointRouteBuilder routes)
    {
        var policies = routes.MapGroup("/api/telecom-sales/campaigns/{id:guid}/policy").WithTags("Telecom sales: policy");

        policies.MapPut("/", Set)
            .WithName("SetSalesPolicy").WithSummary("Set how the campaign sells; a new version").WithExample(SalesPolicy.Default)
            .Produces<CommandAnswer>().RequirePermission(Permission.CampaignsUpdate);
        policies.MapGet("/", Show)
            .WithName("ShowSalesPolicy").WithSummary("How the campaign sells; version 0 is the default that nobody set").Produces<SalesPolicyInfo>().Reads<SalesPolicyCard>()
            .RequirePermission(Permission.PlansRead);
    }

    internal static Task<IResult> Set(Guid id, SalesPolicy body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct)
    {
        var campaign = new CampaignId(id);
        var stream = facts.Keys.SalesPolicy(campaign);
        return commands.Handle(context, async (unit, _) =>
        {
            if (!context.Scope.Reaches(campaign)) throw new StreamMissingException(id);

            await facts.Places.Of(unit, campaign, context, ct);
            return UnitDecision.For<SalesTerms>(stream, SetSalesPolicyHandler.Handle(new(campaign, body, context.Actor), await unit.Load<SalesTerms>(stream)));
        }, ct);
    }

    internal static async Task<IResult> Show(
        Guid id, CallerScope scope, ViewReader views, SalesFacts facts, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        var campaign = new CampaignId(id);
        if (!scope.Reaches(campaign) || await views.Find<Projections.Campaigns.CampaignCard, Projections.Campaigns.CampaignInfo>(id, ct) is null) return problems.NotFound();

        var stream = facts.Keys.SalesPolicy(campaign);
        await versions.Tag(http, stream, ct);
        return TypedResults.Ok(await views.Find<SalesPolicyCard, SalesPolicyInfo>(stream, ct) ?? new(campaign, 0, SalesPolicy.Default));
    }
}

public sealed class SalesPolicyValidator : AbstractValidator<SalesPolicy>
{
    public SalesPolicyValidator()
    {
        RuleFor(policy => policy.Operator).NotNull().MaximumLength(60);
        RuleFor(policy => policy.LeadSources).NotNull();
        RuleFor(policy => policy.Kinds).NotNull();
        RuleForEach(policy => policy.Kinds).Must(kind => kind is { Fields: not null, Steps: not null });
        RuleFor(policy => policy.Targets).NotNull();
    }
}

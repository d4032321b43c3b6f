using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Portfolios: the sets of accounts that creditors hand over together.</summary>
public static class PortfolioEndpoints
{
    private static readonly SortKey[] ByCode = [SortKey.Text("code"), SortKey.Id];

    public static void MapPortfolios(this IEndpointRouteBuilder routes)
    {
        var portfolios = routes.MapGroup("/api/collections/portfolios").WithTags("Collections: portfolios");

        portfolios.MapPost("/", Open)
            .WithName("OpenPortfolio")
            .WithSummary("Open a portfolio of a creditor; its accounts come by import or by hand")
            .WithExample(new OpenPortfolioRequest(new(Examples.Campaign), "LINERU-2026-11", "Lineru, November 2026", "Lineru", "CO", Currency.Cop, new(2026, 11, 2)))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.PortfoliosCreate);
        portfolios.MapPost("/{id:guid}/close", Close)
            .WithName("ClosePortfolio")
            .WithSummary("Nothing more is imported into the portfolio")
            .WithExample(new ReasonRequest("Handed back"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.PortfoliosUpdate);
        portfolios.MapGet("/", List)
            .WithName("ListPortfolios")
            .WithSummary("Portfolios with their vintage, by code")
            .Produces<Page<PortfolioInfo>>()
            .Reads<PortfolioCard>()
            .RequirePermission(Permission.PortfoliosRead);
    }

    internal static Task<IResult> Open(
        OpenPortfolioRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct)
    {
        var id = keys.Portfolio(body.CampaignId, body.Creditor, body.Code);
        return commands.Handle(context, async (unit, _) =>
        {
            if (!context.Scope.Reaches(body.CampaignId)) throw new StreamMissingException(body.CampaignId.Value);

            await facts.Campaign(unit, body.CampaignId, context, ct);
            return UnitDecision.For<Portfolio>(id.Value, OpenPortfolioHandler.Handle(
                new(id, body.CampaignId, body.Code.Trim(), body.Name.Trim(), body.Creditor.Trim(), body.Country, body.Currency, body.PlacedOn),
                await unit.Load<Portfolio>(id.Value)));
        }, ct);
    }

    internal static Task<IResult> Close(Guid id, ReasonRequest body, CommandContext context, Commands commands, CancellationToken ct) =>
        commands.Handle<Portfolio>(id, context, portfolio => context.Scope.Reaches(portfolio.CampaignId)
            ? ClosePortfolioHandler.Handle(new(body.Reason), portfolio)
            : throw new StreamMissingException(id), ct);

    internal static async Task<IResult> List(Guid? campaign, PageRequest page, CallerScope scope, HttpContext http, ViewReader views, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<PortfolioCard>()).WhereAsked("campaign_id = {0}", campaign?.ToString());
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        return PageResults.Ok(http, await query.Read<PortfolioInfo>(views, page, ByCode, total: false, ct));
    }
}

/// <param name="PlacedOn">Business date of the handover; its month is the vintage that recovery is measured by.</param>
public sealed record OpenPortfolioRequest(
    CampaignId CampaignId, string Code, string Name, string Creditor, string Country, Currency Currency, DateOnly PlacedOn);

public sealed class OpenPortfolioRequestValidator : AbstractValidator<OpenPortfolioRequest>
{
    public OpenPortfolioRequestValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(60);
        RuleFor(request => request.Name).NotEmpty().MaximumLength(200);
        RuleFor(request => request.Creditor).NotEmpty().MaximumLength(120);
        RuleFor(request => request.Country).Length(2);
    }
}

using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Projections.TelecomSales.Leads;
using FluentValidation;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>Bases of people to sell to: opened, closed, searched, and asked whether somebody stands in one.</summary>
public static class LeadBaseEndpoints
{
    public static void MapLeadBases(this IEndpointRouteBuilder routes)
    {
        var bases = routes.MapGroup("/api/telecom-sales/lead-bases").WithTags("Telecom sales: lead bases");

        bases.MapPost("/", Open)
            .WithName("OpenLeadBase").WithSummary("Open a base to load leads into: prepaid lines by phone, customers for an upgrade by registration number")
            .WithExample(new OpenLeadBaseRequest(new(LeadExamples.Campaign), LeadKind.Upgrade, "Upgrade noviembre"))
            .Produces<CommandAnswer>(StatusCodes.Status201Created).RequirePermission(Permission.LeadBasesCreate);
        bases.MapPost("/{id:guid}/close", (Guid id, ReasonRequest body, CommandContext context, Commands commands, Workplaces places, CancellationToken ct) =>
                Change(id, context, commands, places, (leadBase, now) => CloseLeadBaseHandler.Handle(new(body.Reason, context.Actor, now), leadBase), ct))
            .WithName("CloseLeadBase").WithSummary("Nobody is found in it any more, and nothing loaded").WithExample(new ReasonRequest("The operator's campaign ended"))
            .Produces<CommandAnswer>().RequirePermission(Permission.LeadBasesDelete);
        bases.MapPost("/{id:guid}/reopen", (Guid id, ReasonRequest body, CommandContext context, Commands commands, Workplaces places, CancellationToken ct) =>
                Change(id, context, commands, places, (leadBase, now) => ReopenLeadBaseHandler.Handle(new(body.Reason, context.Actor, now), leadBase), ct))
            .WithName("ReopenLeadBase").WithSummary("Use a closed base again").WithExample(new ReasonRequest("Closed by mistake"))
            .Produces<CommandAnswer>().RequirePermission(Permission.LeadBasesDelete);
        bases.MapGet("/", async (HttpContext http, Guid? campaign, Choice<LeadKind>? kind, PageRequest page, CallerScope scope, LeadQueries leads, CancellationToken ct) =>
                PageResults.Ok(http, await leads.Bases(campaign, kind?.Value, scope, page, ct)))
            .WithName("ListLeadBases").WithSummary("Bases by name, with how many leads each has").Produces<Page<LeadBaseLine>>()
            .Reads<LeadBaseList, LeadDirectory>().RequirePermission(Permission.LeadBasesRead);
        bases.MapGet("/{id:guid}", async (Guid id, CallerScope scope, LeadQueries leads, Problems problems, CancellationToken ct) =>
                await leads.Base(id, scope, ct) is { } found ? TypedResults.Ok(found) : problems.NotFound())
            .WithName("ShowLeadBase").WithSummary("A base with what was loaded last").Produces<LeadBaseLine>()
            .Reads<LeadBaseList, LeadDirectory>().RequirePermission(Permission.LeadBasesRead);

        var leads = routes.MapGroup("/api/telecom-sales/leads").WithTags("Telecom sales: lead bases");
        leads.MapGet("/", Search)
            .WithName("SearchLeads").WithSummary("Find leads by registration number, document, phone or name: ?q=&campaign=&base=&live=false")
            .Produces<Page<FoundLead>>().Reads<LeadDirectory>().RecordsReads(AccessKind.LeadSearch).RequirePermission(Permission.LeadBasesRead);
        leads.MapGet("/{id:guid}", async (Guid id, CommandContext context, LeadQueries queries, Problems problems, CancellationToken ct) =>
                await queries.Find(id, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct) is { } lead ? TypedResults.Ok(lead) : problems.NotFound())
            .WithName("ShowLead").WithSummary("A lead with what the operator says of it").Produces<FoundLead>()
            .Reads<LeadDirectory>().RecordsReads(AccessKind.LeadSearch).RequirePermission(Permission.LeadBasesRead);
        leads.MapGet("/match", Match)
            .WithName("MatchLead").WithSummary("Whether somebody who buys is in a base: ?campaign=&kind=planUpgrade&registration=&documentType=&document=&phone=")
            .Produces<LeadMatches>().Reads<LeadDirectory>().RecordsReads(AccessKind.LeadSearch).RequirePermission(Permission.LeadBasesRead);
    }

    internal static Task<IResult> Open(
        OpenLeadBaseRequest body, CommandContext context, Commands commands, Workplaces places, NaturalKeys keys, CancellationToken ct)
    {
        var id = keys.LeadBase(body.CampaignId, body.Kind.ToString(), body.Name);
        return commands.Handle(context, async (unit, _) =>
        {
            if (!context.Scope.Reaches(body.CampaignId)) throw new StreamMissingException(body.CampaignId.Value);
            var place = await places.Of(unit, body.CampaignId, context, ct);
            return UnitDecision.For<LeadBase>(id.Value, OpenLeadBaseHandler.Handle(
                new(id, body.CampaignId, body.Kind, place.Campaign.Country, body.Name, context.Actor, place.Now), await unit.Load<LeadBase>(id.Value)));
        }, ct);
    }

    private static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, Workplaces places, Func<LeadBase, BusinessMoment, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var leadBase = await unit.Require<LeadBase>(id);
            if (!context.Scope.Reaches(leadBase.CampaignId)) throw new StreamMissingException(id);
            return UnitDecision.For<LeadBase>(id, decide(leadBase, (await places.Of(unit, leadBase.CampaignId, context, ct)).Now));
        }, ct);

    private static async Task<IResult> Search(
        string? q, Guid? campaign, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "base")] Guid? leadBase, bool? live, PageRequest page, CommandContext context, LeadQueries leads,
        HttpContext http, Problems problems, CancellationToken ct)
    {
        // Fewer characters would be a list of everybody; the leads of one base may be listed.
        if (q is null ? leadBase is null : q.Trim().Length is < 3 or > 100) return problems.Invalid("q", "From 3 to 100 characters, or a base.");

        return PageResults.Ok(http, await leads.Search(q, campaign, leadBase, live, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), page, ct));
    }

    private static async Task<IResult> Match(
        Guid campaign, Choice<SaleKind> kind, string? phone, string? documentType, string? document, string? registration, CommandContext context, LeadQueries leads, ViewReader views,
        Problems problems, CancellationToken ct)
    {
        if (!context.Scope.Reaches(new(campaign)) || await views.Find<Projections.Campaigns.CampaignCard, Projections.Campaigns.CampaignInfo>(campaign, ct) is not { } card) return problems.NotFound();
        if (phone is null && document is null && registration is null) return problems.Invalid("phone", "Give a phone, a document or a registration number.");

        var found = await leads.Matches(new(new(campaign), kind.Value, card.Country, phone, documentType, document, registration), ct);
        var personal = context.ScopeOf(Permission.CustomersSeePersonalData);
        return TypedResults.Ok(new LeadMatches(found.Count > 0, [.. found.Select(row => FoundLead.Of(row, personal.Reaches(row.CampaignId)))]));
    }
}

/// <summary>Values of the examples in OpenAPI.</summary>
internal static class LeadExamples
{
    public static readonly Guid Campaign = new("8a4d1b6e-0c1f-8a55-9b5c-6f0d6c1c2a11");
    public static readonly Guid Base = new("4c7e2a9d-1b3f-8d15-8e6a-2f9b0c5d7e31");
}

public sealed record OpenLeadBaseRequest(CampaignId CampaignId, LeadKind Kind, string Name);

public sealed class OpenLeadBaseRequestValidator : AbstractValidator<OpenLeadBaseRequest>
{
    public OpenLeadBaseRequestValidator()
    {
        RuleFor(request => request.CampaignId.Value).NotEmpty().OverridePropertyName("campaignId");
        RuleFor(request => request.Kind).IsInEnum();
        RuleFor(request => request.Name).NotEmpty().MaximumLength(OpenLeadBaseHandler.MaxName);
    }
}

/// <param name="InBase">Whether there is one; a sale takes the first.</param>
public sealed record LeadMatches(bool InBase, IReadOnlyList<FoundLead> Leads);

using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using FluentValidation;

namespace Crm.Api.Campaigns;

/// <summary>A client's operation: opened once, then its policies, calendar, outcomes and teams as versions that events are stamped with.</summary>
public static class CampaignEndpoints
{
    private static readonly SortKey[] ByCode = [SortKey.Text("code"), SortKey.Id];

    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        var campaigns = routes.MapGroup("/api/campaigns").WithTags("Campaigns");

        campaigns.MapPost("/", Open)
            .WithName("OpenCampaign")
            .WithSummary("Open a campaign; what is left out is the country's default")
            .WithExample(new OpenCampaignRequest("LINERU-CO", "Lineru Colombia", "CO", Currency.Cop, "America/Bogota", "es-CO"))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.CampaignsCreate);
        campaigns.MapPost("/{id:guid}/pause", (Guid id, CampaignReason body, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => PauseCampaignHandler.Handle(new(body.Reason), campaign), ct))
            .Command("PauseCampaign", "No new outbound work until it is resumed", new CampaignReason("The client asked for it"));
        campaigns.MapPost("/{id:guid}/resume", (Guid id, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => ResumeCampaignHandler.Handle(new(), campaign), ct))
            .Command("ResumeCampaign", "Work goes on", null);
        campaigns.MapPost("/{id:guid}/close", (Guid id, CampaignReason body, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => CloseCampaignHandler.Handle(new(body.Reason), campaign), ct))
            .Command("CloseCampaign", "End a campaign for good; its history stays", new CampaignReason("The contract ended"), Permission.CampaignsDelete);
        campaigns.MapPut("/{id:guid}/calendar", (Guid id, BusinessCalendar body, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => SetCalendarHandler.Handle(new(body), campaign), ct))
            .Command("SetCalendar", "Set the working days; a new version", BusinessCalendar.Colombia)
            .RequireIfMatch();
        campaigns.MapPut("/{id:guid}/contact-policy", (Guid id, ContactPolicy body, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => SetContactPolicyHandler.Handle(new(body), campaign), ct))
            .Command("SetContactPolicy", "Set when and how often debtors may be contacted; a new version", ContactPolicy.Colombia)
            .RequireIfMatch();
        campaigns.MapPut("/{id:guid}/collection-policy", (Guid id, CollectionPolicy body, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => SetCollectionPolicyHandler.Handle(new(body), campaign), ct))
            .Command("SetCollectionPolicy", "Set the terms of promises, agreements and payments; a new version", CollectionPolicy.Default)
            .RequireIfMatch();
        campaigns.MapPut("/{id:guid}/dispositions", (Guid id, IReadOnlyList<Disposition> body, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => SetDispositionsHandler.Handle(new(body), campaign), ct))
            .Command("SetDispositions", "Set the catalogue of outcomes as a whole; a new version",
                (Disposition[])[new("PROMISE_TO_PAY", "Promesa de pago", "Promise to pay", DispositionFlags.Contact | DispositionFlags.RightParty | DispositionFlags.Promise, DispositionRequirements.Account)])
            .RequireIfMatch();
        campaigns.MapPost("/{id:guid}/teams", FormTeam)
            .Command("FormTeam", "Form a team", new FormTeamRequest("Morning shift"));
        campaigns.MapPost("/{id:guid}/teams/{teamId:guid}/dissolve", (Guid id, Guid teamId, CommandContext context, Commands commands, CancellationToken ct) =>
                Change(id, context, commands, campaign => DissolveTeamHandler.Handle(new(new(teamId)), campaign), ct))
            .Command("DissolveTeam", "Dissolve a team; its history stays", null);
        campaigns.MapGet("/{id:guid}", Show)
            .WithName("ShowCampaign").WithSummary("A campaign with its teams and the policies that hold, each with its version; the ETag is what a change wants back in If-Match")
            .Produces<CampaignInfo>().Reads<CampaignCard>().RequirePermission(Permission.CampaignsRead);
        campaigns.MapGet("/", List)
            .WithName("ListCampaigns").WithSummary("Campaigns by code").Produces<Page<CampaignInfo>>().Reads<CampaignCard>().RequirePermission(Permission.CampaignsRead);
    }

    private static RouteHandlerBuilder Command(
        this RouteHandlerBuilder endpoint, string name, string summary, object? example, string permission = Permission.CampaignsUpdate)
    {
        endpoint.WithName(name).WithSummary(summary).Produces<CommandAnswer>().RequirePermission(permission);
        return example is null ? endpoint : endpoint.WithExample(example);
    }

    private static Task<IResult> Open(
        OpenCampaignRequest body, CommandContext context, Commands commands, NaturalKeys keys, Problems problems, CancellationToken ct)
    {
        // Who reaches only some campaigns opens none: the new one would not be his.
        if (!context.Scope.All) return Task.FromResult(problems.Forbidden(Permission.CampaignsCreate));

        var id = keys.Campaign(body.Code);
        return commands.Begin<Campaign>(id.Value, context, campaign => OpenCampaignHandler.Handle(
            new(id, body.Code, body.Name, body.Country, body.Currency, body.Zone, body.Language, body.Calendar, body.ContactPolicy, body.CollectionPolicy, body.Dispositions),
            campaign), ct);
    }

    private static Task<IResult> FormTeam(Guid id, FormTeamRequest body, CommandContext context, Commands commands, CancellationToken ct)
    {
        var teamId = body.TeamId ?? new TeamId(Guid.CreateVersion7());
        return Change(id, context, commands, campaign => FormTeamHandler.Handle(new(teamId, body.Name), campaign), ct);
    }

    private static async Task<IResult> Show(Guid id, CallerScope scope, ViewReader views, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (!scope.Reaches(new(id)) || await views.Find<CampaignCard, CampaignInfo>(id, ct) is not { } campaign) return problems.NotFound();

        await versions.Tag(http, id, ct);
        return TypedResults.Ok(campaign);
    }

    private static async Task<IResult> List(
        string? code, Choice<CampaignState>? state, PageRequest page, CallerScope scope, HttpContext http, ViewReader views, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<CampaignCard>()).WhereAsked("code = {0}", code?.Trim().ToUpperInvariant()).WhereAsked("state = {0}", Stored.Name(state?.Value));
        if (!scope.All) query.Where("id = any({0})", [scope.Campaigns.Select(campaign => campaign.Value).ToArray()]);
        return PageResults.Ok(http, await query.Read<CampaignInfo>(views, page, ByCode, total: false, ct));
    }

    private static Task<IResult> Change(Guid id, CommandContext context, Commands commands, Func<Campaign, Decision> decide, CancellationToken ct) =>
        commands.Handle<Campaign>(id, context, campaign => context.Scope.Reaches(campaign.Id) ? decide(campaign) : throw new StreamMissingException(id), ct);
}

/// <param name="Code">Capitals, digits and dashes; unique for ever.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Zone">IANA zone.</param>
/// <param name="Language">IETF tag of the texts for debtors.</param>
public sealed record OpenCampaignRequest(
    string Code, string Name, string Country, Currency Currency, string Zone, string Language,
    BusinessCalendar? Calendar = null, ContactPolicy? ContactPolicy = null, CollectionPolicy? CollectionPolicy = null, IReadOnlyList<Disposition>? Dispositions = null);

public sealed record CampaignReason(string Reason);

/// <param name="TeamId">Made by the caller, so that hearing the command twice forms one team; left out, it is made here.</param>
public sealed record FormTeamRequest(string Name, TeamId? TeamId = null);

public sealed class OpenCampaignRequestValidator : AbstractValidator<OpenCampaignRequest>
{
    public OpenCampaignRequestValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(30);
        RuleFor(request => request.Name).NotEmpty().MaximumLength(200);
        RuleFor(request => request.Country).Length(2);
        RuleFor(request => request.Zone).NotEmpty().MaximumLength(60);
        RuleFor(request => request.Language).NotEmpty().MaximumLength(20);
    }
}

public sealed class CampaignReasonValidator : AbstractValidator<CampaignReason>
{
    public CampaignReasonValidator() => RuleFor(request => request.Reason).NotEmpty().MaximumLength(500);
}

public sealed class FormTeamRequestValidator : AbstractValidator<FormTeamRequest>
{
    public FormTeamRequestValidator() => RuleFor(request => request.Name).NotEmpty().MaximumLength(100);
}

using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using FluentValidation;

namespace Crm.Api.TelecomSales.Files;

/// <summary>Files of plans and of the operator's activations: send one, try it, do it. The answer names every row that was not done.</summary>
public static class SalesFileEndpoints
{
    private const string Hash = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b";

    private static readonly SalesFileRequest Plans = new(new(Examples.Campaign), Hash, "planes.xlsx", new Dictionary<string, string> { ["code"] = "CODIGO" }),
        Activations = new(new(Examples.Campaign), Hash, "activaciones-2026-11-21.csv", new Dictionary<string, string> { ["orderNumber"] = "ORDEN" });

    // A file revises and withdraws plans that are there as well: who sends one may do that, too.
    private static readonly string[] OfPlans = [Permission.PlansUpdate, Permission.PlansDelete];

    private delegate Task<SalesFileAnswer?> Doing(SalesFile file, bool write, CommandOrigin origin, CancellationToken ct);

    public static void MapSalesFiles(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/api/telecom-sales/plan-imports").WithTags("Telecom sales: plans");
        plans.MapUpload("UploadPlanFile", Permission.PlansCreate);
        plans.MapPost("/dry-run", (SalesFileRequest body, CommandContext context, SalesFiles files, UploadStore uploads, Aggregates aggregates, Problems problems, CancellationToken ct) =>
                Answer(body, write: false, files.Plans, OfPlans, context, uploads, aggregates, problems, ct))
            .File("TryPlanFile", "What a sent file of plans would do, and every row that is wrong; nothing is written", Plans, Permission.PlansCreate);
        plans.MapPost("/", (SalesFileRequest body, CommandContext context, SalesFiles files, UploadStore uploads, Aggregates aggregates, Problems problems, CancellationToken ct) =>
                Answer(body, write: true, files.Plans, OfPlans, context, uploads, aggregates, problems, ct))
            .File("ImportPlans", "Put the plans of a sent file on sale or give them its terms; the same file again changes nothing", Plans, Permission.PlansCreate);

        var activations = routes.MapGroup("/api/telecom-sales/activation-imports").WithTags("Telecom sales: orders");
        activations.MapUpload("UploadActivationFile", Permission.SalesActivate);
        activations.MapPost("/dry-run", (SalesFileRequest body, CommandContext context, SalesFiles files, UploadStore uploads, Aggregates aggregates, Problems problems, CancellationToken ct) =>
                Answer(body, write: false, files.Activations, [], context, uploads, aggregates, problems, ct))
            .File("TryActivationFile", "What the operator's file of activations would do; nothing is written", Activations, Permission.SalesActivate);
        activations.MapPost("/", (SalesFileRequest body, CommandContext context, SalesFiles files, UploadStore uploads, Aggregates aggregates, Problems problems, CancellationToken ct) =>
                Answer(body, write: true, files.Activations, [], context, uploads, aggregates, problems, ct))
            .File("ImportActivations", "Activate the sales whose orders the operator's file names; the same file again changes nothing", Activations, Permission.SalesActivate);
    }

    private static Task<IResult> Answer(
        SalesFileRequest body, bool write, Doing act, string[] also, CommandContext context, UploadStore uploads, Aggregates aggregates, Problems problems, CancellationToken ct) =>
        ImportAnswers.Readable(problems, async () =>
        {
            if (!context.Scope.Reaches(body.CampaignId) || uploads.Find(body.Upload) is null
                || (await aggregates.Load<Campaign>(body.CampaignId.Value, Campaign.Evolve, fresh: false, ct)).State is null) return problems.NotFound();
            if (Array.Find(also, permission => !context.ScopeOf(permission).Reaches(body.CampaignId)) is { } lacking) return problems.Forbidden(lacking);

            return await act(new(body.CampaignId, body.Upload, body.FileName, body.Reading()), write, context.Origin(null), ct) is { } done
                ? TypedResults.Ok(done)
                : problems.Refused(Refusal.Of("telecom-sales.file-in-hand", "The same file is being imported right now.", []), null);
        });

    private static void File(this RouteHandlerBuilder endpoint, string name, string summary, SalesFileRequest example, string permission) =>
        endpoint.WithName(name).WithSummary(summary).WithExample(example).Produces<SalesFileAnswer>().RequirePermission(permission);
}

/// <summary>A sent file and the campaign it is about.</summary>
public sealed record SalesFileRequest(
    CampaignId CampaignId, string Upload, string FileName, IReadOnlyDictionary<string, string>? Mapping = null, string? Encoding = null, string? Delimiter = null, string? Sheet = null,
    DecimalMark? DecimalMark = null) : IFileRequest;

public sealed class SalesFileRequestRules : FileRequestRules<SalesFileRequest>
{
    public SalesFileRequestRules() => RuleFor(request => request.CampaignId.Value).NotEmpty().OverridePropertyName("campaignId");
}

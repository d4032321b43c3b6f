using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Imports;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.EventStore.Streams;
using Crm.Projections.TelecomSales.Leads;
using FluentValidation;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>Files of leads: send one, look at how it is understood, try it, load it.</summary>
public static class LeadImportEndpoints
{
    private const int ProblemsOfDryRun = 200;

    private static readonly SortKey[] LatestFirst = [SortKey.Instant("started_at", descending: true), SortKey.Id];

    private static readonly LeadFileRequest Example = new(
        new(LeadExamples.Base), "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b", "upgrade-noviembre.xlsx", Complete: true,
        new Dictionary<string, string> { ["documentNumber"] = "CEDULA" });

    public static void MapLeadImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/api/telecom-sales/lead-imports").WithTags("Telecom sales: lead bases");

        imports.MapUpload("UploadLeadFile", Permission.LeadBasesUpdate);
        imports.MapPost("/preview", Preview)
            .WithName("PreviewLeadFile").WithSummary("How a sent file is understood: columns, formats, first rows, and what is wrong with them").WithExample(Example)
            .Produces<FilePreview>().RecordsReadsItself(AccessKind.ImportPreview).RequirePermission(Permission.LeadBasesUpdate);
        imports.MapPost("/dry-run", Try)
            .WithName("TryLeadFile").WithSummary("What the import would do, counted to the last row; nothing is written").WithExample(Example)
            .Produces<LeadDryRun>().RecordsReadsItself(AccessKind.ImportPreview).RequirePermission(Permission.LeadBasesUpdate);
        imports.MapPost("/", Start)
            .WithName("ImportLeads").WithSummary("Load a sent file into its base in the background; the last file again is the same import").WithExample(Example)
            .Produces<StartedLeadImport>(StatusCodes.Status202Accepted).RequirePermission(Permission.LeadBasesUpdate);
        imports.MapGet("/", List)
            .WithName("ListLeadImports").WithSummary("Imports of leads, latest first").Produces<Page<LeadImportState>>()
            .Reads<LeadImportProgress>().RequirePermission(Permission.LeadBasesRead);
        imports.MapGet("/{id:guid}", Get)
            .WithName("GetLeadImport").WithSummary("How far an import of leads is and what became of its rows").Produces<LeadImportView>()
            .Reads<LeadImportProgress>().RequirePermission(Permission.LeadBasesRead);
        imports.MapGet("/{id:guid}/problems", Problems)
            .WithName("GetLeadImportProblems").WithSummary("What is wrong with the rows of an import, by line").Produces<Page<ProblemView>>()
            .RecordsReadsItself(AccessKind.ImportReport).RequirePermission(Permission.LeadBasesRead);
        imports.MapGet("/{id:guid}/problems/export", Export)
            .WithName("ExportLeadImportProblems").WithSummary("The same as a file: ?format=csv or xlsx").Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .RecordsReadsItself(AccessKind.ImportReport).RequirePermission(Permission.LeadBasesRead);
    }

    private static Task<IResult> Preview(
        LeadFileRequest body, CommandContext context, LeadImporter importer, UploadStore uploads, Aggregates aggregates, AccessLog reads, Problems problems, CancellationToken ct) =>
        ImportAnswers.Readable(problems, async () =>
        {
            if (await Place(body, context, aggregates, ct) is not var (campaign, leadBase) || uploads.Find(body.Upload) is not { } path) return problems.NotFound();
            await reads.Record(context, AccessKind.ImportPreview, body.Upload, new { body.FileName }, ct);
            var preview = importer.Preview(path, body.Reading(), campaign, leadBase, ct);
            return TypedResults.Ok(context.Has(Permission.CustomersSeePersonalData) ? preview : preview.Masked());
        });

    private static Task<IResult> Try(
        LeadFileRequest body, CommandContext context, LeadFiles files, UploadStore uploads, Aggregates aggregates, AccessLog reads, Problems problems, CancellationToken ct) =>
        ImportAnswers.Readable(problems, async () =>
        {
            if (await Place(body, context, aggregates, ct) is null || uploads.Describe(body.Upload) is not { } upload) return problems.NotFound();
            await reads.Record(context, AccessKind.ImportPreview, body.Upload, new { body.FileName }, ct);
            var dry = await files.Try(body.ToStart(upload), ProblemsOfDryRun, null, ct);
            return TypedResults.Ok(context.Has(Permission.CustomersSeePersonalData) ? dry : dry with { FirstProblems = [.. dry.FirstProblems.Select(problem => problem.Masked())] });
        });

    private static Task<IResult> Start(
        LeadFileRequest body, CommandContext context, LeadFiles files, UploadStore uploads, Aggregates aggregates, ImportWorker worker, Commands commands, Problems problems,
        CancellationToken ct) => ImportAnswers.Readable(problems, async () =>
    {
        if (await Place(body, context, aggregates, ct) is null) return problems.NotFound();
        if (uploads.Describe(body.Upload) is not { } upload)
        {
            // The file is not kept once it is loaded; that it was the last one is known.
            return await files.LastLoaded(body.BaseId, LeadFiles.KeyOf(new(body.Upload, 0), body.Complete, body.Reading()), ct) is { } before
                ? TypedResults.Accepted($"/api/telecom-sales/lead-imports/{before}", new StartedLeadImport(before, 0, AlreadyImported: true))
                : problems.NotFound();
        }

        var (outcome, import) = await files.Start(body.ToStart(upload), context.Origin(null), ct);
        if (outcome is not CommandOutcome.Done done) return commands.Answer(outcome);
        worker.Wake();
        return TypedResults.Accepted($"/api/telecom-sales/lead-imports/{import}", new StartedLeadImport(import, done.Position, AlreadyImported: !done.Appended));
    });

    private static async Task<IResult> List(HttpContext http, Guid? campaign, PageRequest page, CallerScope scope, ViewReader views, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<LeadImportProgress>()).WhereAsked("campaign_id = {0}", campaign?.ToString());
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        return PageResults.Ok(http, await query.Read<LeadImportState>(views, page, LatestFirst, total: false, ct));
    }

    private static async Task<IResult> Get(Guid id, CallerScope scope, ViewReader views, ImportWorker worker, Problems problems, CancellationToken ct) =>
        await views.Find<LeadImportProgress, LeadImportState>(id, ct) is { } import && scope.Reaches(import.CampaignId)
            ? TypedResults.Ok(new LeadImportView(import, worker.PaceOf(new(id))?.TotalRows))
            : problems.NotFound();

    private static async Task<IResult> Problems(
        HttpContext http, Guid id, PageRequest page, CommandContext context, ViewReader views, ImportReports reports, AccessLog reads, Problems problems, CancellationToken ct) =>
        await Reaches(id, context, views, ct) ? await ImportAnswers.Problems(http, new(id), page, context, reports, reads, ct) : problems.NotFound();

    private static async Task<IResult> Export(
        Guid id, string? format, CommandContext context, ViewReader views, ImportReports reports, AccessLog reads, Problems problems, CancellationToken ct) =>
        await Reaches(id, context, views, ct) ? await ImportAnswers.Export(new(id), format, context, reports, reads, problems, ct) : problems.NotFound();

    private static async Task<bool> Reaches(Guid id, CommandContext context, ViewReader views, CancellationToken ct) =>
        await views.Find<LeadImportProgress, LeadImportState>(id, ct) is { } import && context.Scope.Reaches(import.CampaignId);

    /// <summary>Campaign and base of a request, if both exist within the caller's reach.</summary>
    private static async Task<(Campaign Campaign, LeadBase Base)?> Place(LeadFileRequest body, CommandContext context, Aggregates aggregates, CancellationToken ct)
    {
        if ((await aggregates.Load<LeadBase>(body.BaseId.Value, LeadBase.Evolve, fresh: false, ct)).State is not { } leadBase || !context.Scope.Reaches(leadBase.CampaignId)) return null;
        return (await aggregates.Load<Campaign>(leadBase.CampaignId.Value, Campaign.Evolve, fresh: false, ct)).State is { } campaign ? (campaign, leadBase) : null;
    }
}

/// <summary>A sent file and the base it is loaded into.</summary>
/// <param name="Complete">Whether the file is the whole base: leads that it does not name any more are withdrawn. Otherwise it only adds and changes.</param>
public sealed record LeadFileRequest(
    LeadBaseId BaseId, string Upload, string FileName, bool Complete = true, IReadOnlyDictionary<string, string>? Mapping = null,
    string? Encoding = null, string? Delimiter = null, string? Sheet = null, DecimalMark? DecimalMark = null) : IFileRequest
{
    internal LeadFileToStart ToStart(Upload upload) => new(BaseId, upload, FileName, Complete, this.Reading());
}

public sealed class LeadFileRequestRules : FileRequestRules<LeadFileRequest>
{
    public LeadFileRequestRules() => RuleFor(request => request.BaseId.Value).NotEmpty().OverridePropertyName("baseId");
}

/// <param name="AlreadyImported">Whether this very file runs or was the last one loaded: nothing is done again.</param>
public sealed record StartedLeadImport(ImportId Id, long Position, bool AlreadyImported);

/// <param name="TotalRows">Rows of the file, while this host runs the import.</param>
public sealed record LeadImportView(LeadImportState Import, int? TotalRows);

using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;
using FluentValidation;

namespace Crm.Api.Collections.Import;

/// <summary>Portfolio files: send one, look at how it is understood, try it, import it, and take the import back.</summary>
public static class ImportEndpoints
{
    private const int ProblemsOfDryRun = 200;

    private static readonly ImportFileRequest Example = new(
        new(Examples.Campaign), new(Examples.Portfolio), "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b", "cartera-noviembre.csv",
        new(2026, 10, 31), new Dictionary<string, string> { ["documentNumber"] = "CEDULA" }, DecimalMark: DecimalMark.Comma);

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/api/collections/imports").WithTags("Collections: imports");

        imports.MapUpload("UploadPortfolioFile", Permission.ImportsCreate);
        imports.MapPost("/preview", Preview)
            .WithName("PreviewPortfolioFile")
            .WithSummary("How a sent file is understood: columns, formats, first rows, and what is wrong with them")
            .WithExample(Example)
            .Produces<FilePreview>()
            .RecordsReadsItself(AccessKind.ImportPreview).RequirePermission(Permission.ImportsCreate);
        imports.MapPost("/dry-run", Try)
            .WithName("TryPortfolioFile")
            .WithSummary("What the import would do, counted to the last row; nothing is written")
            .WithExample(Example)
            .Produces<DryRun>()
            .RecordsReadsItself(AccessKind.ImportPreview).RequirePermission(Permission.ImportsCreate);
        imports.MapPost("/", Start)
            .WithName("ImportPortfolio")
            .WithSummary("Import a sent file in the background; the same file again is the same import")
            .WithExample(Example)
            .Produces<StartedImport>(StatusCodes.Status202Accepted)
            .RequirePermission(Permission.ImportsCreate);
        imports.MapPost("/{id:guid}/undo", Undo)
            .WithName("UndoImport")
            .WithSummary("Take an import back by new facts; accounts that were worked on since stay")
            .WithExample(new UndoImportRequest("The creditor sent last month's file again"))
            .Produces<UndoneAnswer>()
            .RequirePermission(Permission.ImportsUpdate);
        imports.MapGet("/", ImportQueries.List)
            .WithName("ListImports")
            .WithSummary("Imports, latest first")
            .Produces<Page<ImportStatus>>()
            .Reads<ImportProgress>()
            .RequirePermission(Permission.ImportsRead);
        imports.MapGet("/{id:guid}", ImportQueries.Get)
            .WithName("GetImport")
            .WithSummary("How far an import is and what became of its rows")
            .Produces<ImportView>()
            .Reads<ImportProgress>()
            .RequirePermission(Permission.ImportsRead);
        imports.MapGet("/{id:guid}/problems", ImportQueries.Problems)
            .WithName("GetImportProblems")
            .WithSummary("What is wrong with the rows of an import, by line")
            .Produces<Page<ProblemView>>()
            .RecordsReadsItself(AccessKind.ImportReport).RequirePermission(Permission.ImportsRead);
        imports.MapGet("/{id:guid}/problems/export", ImportQueries.Export)
            .WithName("ExportImportProblems")
            .WithSummary("The same as a file: ?format=csv or xlsx")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .RecordsReadsItself(AccessKind.ImportReport).RequirePermission(Permission.ImportsRead);
        imports.MapGet("/{id:guid}/missing-accounts", ImportQueries.Missing)
            .WithName("GetMissingAccounts")
            .WithSummary("Accounts of the portfolio that the file does not name; they were not touched")
            .Produces<Page<MissingAccount>>()
            .RequirePermission(Permission.ImportsRead);
    }

    private static Task<IResult> Preview(
        ImportFileRequest body, CommandContext context, PortfolioImports imports, UploadStore uploads, Aggregates aggregates, AccessLog reads, Problems problems, CancellationToken ct) =>
        ImportAnswers.Readable(problems, async () =>
        {
            if (await Place(body, context, aggregates, ct) is not var (campaign, portfolio) || uploads.Find(body.Upload) is not { } path) return problems.NotFound();
            await reads.Record(context, AccessKind.ImportPreview, body.Upload, new { body.FileName }, ct);
            var preview = imports.Preview(path, body.Reading(), new(
                portfolio.Country, portfolio.Currency, body.CutOffDate, body.DecimalMark, campaign.CollectionPolicy.Value.Payments.AllocationOrder), ct);
            return TypedResults.Ok(context.Has(Permission.CustomersSeePersonalData) ? preview : preview.Masked());
        });

    private static Task<IResult> Try(
        ImportFileRequest body, CommandContext context, PortfolioImports imports, UploadStore uploads, Aggregates aggregates, AccessLog reads, Problems problems, CancellationToken ct) =>
        ImportAnswers.Readable(problems, async () =>
        {
            if (await Place(body, context, aggregates, ct) is null || uploads.Describe(body.Upload) is not { } upload) return problems.NotFound();
            await reads.Record(context, AccessKind.ImportPreview, body.Upload, new { body.FileName }, ct);
            var dry = await imports.Try(body.ToStart(upload), ProblemsOfDryRun, null, ct);
            return TypedResults.Ok(context.Has(Permission.CustomersSeePersonalData) ? dry : dry with { FirstProblems = [.. dry.FirstProblems.Select(problem => problem.Masked())] });
        });

    private static Task<IResult> Start(
        ImportFileRequest body, CommandContext context, PortfolioImports imports, UploadStore uploads, Aggregates aggregates, ImportWorker worker, Commands commands, Problems problems,
        CancellationToken ct) => ImportAnswers.Readable(problems, async () =>
    {
        if (await Place(body, context, aggregates, ct) is null) return problems.NotFound();
        if (uploads.Describe(body.Upload) is not { } upload)
        {
            // The file is not kept once it is imported; that it was is known for ever.
            return await imports.Completed(body.CampaignId, body.Upload, ct) is { } before
                ? TypedResults.Accepted($"/api/collections/imports/{before.Id}", new StartedImport(before.Id.Value, before.Version, 0, AlreadyImported: true))
                : problems.NotFound();
        }

        var outcome = await imports.Start(body.ToStart(upload), context.Origin(null), ct);
        if (outcome is not CommandOutcome.Done done) return commands.Answer(outcome);
        worker.Wake();
        return TypedResults.Accepted($"/api/collections/imports/{done.Id}", new StartedImport(done.Id, done.Version, done.Position, AlreadyImported: !done.Appended));
    });

    private static async Task<IResult> Undo(
        Guid id, UndoImportRequest body, CommandContext context, PortfolioImports imports, ImportQueries.Reach reach, Commands commands, Problems problems, CancellationToken ct)
    {
        if (!await reach.Reaches(id, context.Scope, ct)) return problems.NotFound();
        if (await imports.Undo(new(id), body.Reason, context.Origin(null), ct) is not { } undone) return problems.NotFound();
        return undone.Outcome is CommandOutcome.Done done ? TypedResults.Ok(new UndoneAnswer(done.Id, done.Version, done.Position, undone.Undone, undone.Left)) : commands.Answer(undone.Outcome);
    }

    /// <summary>Campaign and portfolio of a request, if both exist within the caller's reach.</summary>
    private static async Task<(Campaign Campaign, Portfolio Portfolio)?> Place(ImportFileRequest body, CommandContext context, Aggregates aggregates, CancellationToken ct)
    {
        if (!context.Scope.Reaches(body.CampaignId)) return null;
        var campaign = (await aggregates.Load<Campaign>(body.CampaignId.Value, Campaign.Evolve, fresh: false, ct)).State;
        var portfolio = (await aggregates.Load<Portfolio>(body.PortfolioId.Value, Portfolio.Evolve, fresh: false, ct)).State;
        return campaign is not null && portfolio?.CampaignId == body.CampaignId ? (campaign, portfolio) : null;
    }
}

/// <summary>A sent file and what it is to be imported as.</summary>
/// <param name="Upload">The hash that sending the file answered.</param>
/// <param name="CutOffDate">Business date as of which the creditor's balances hold.</param>
/// <param name="Mapping">Header of the file by field name, where it is not the official template's.</param>
/// <param name="Encoding">Name of the encoding; found out when it is not given, and so are the others.</param>
/// <param name="DecimalMark">Whether amounts have a decimal comma or point; otherwise the file has to prove it.</param>
public sealed record ImportFileRequest(
    CampaignId CampaignId, PortfolioId PortfolioId, string Upload, string FileName, DateOnly CutOffDate, IReadOnlyDictionary<string, string>? Mapping = null,
    string? Encoding = null, string? Delimiter = null, string? Sheet = null, DecimalMark? DecimalMark = null) : IFileRequest
{
    internal StartFile ToStart(Upload upload) => new(CampaignId, PortfolioId, upload, FileName, CutOffDate, this.Reading());
}

public sealed class ImportFileRequestRules : FileRequestRules<ImportFileRequest>
{
    public ImportFileRequestRules()
    {
        RuleFor(request => request.CampaignId.Value).NotEmpty().OverridePropertyName("campaignId");
        RuleFor(request => request.PortfolioId.Value).NotEmpty().OverridePropertyName("portfolioId");
        RuleFor(request => request.CutOffDate).GreaterThan(new DateOnly(1990, 1, 1));
    }
}

public sealed record UndoImportRequest(string Reason);

public sealed class UndoImportRequestRules : AbstractValidator<UndoImportRequest>
{
    public UndoImportRequestRules() => RuleFor(request => request.Reason).NotEmpty().MaximumLength(500);
}

/// <param name="AlreadyImported">Whether this very file was started or imported before: nothing is done again.</param>
public sealed record StartedImport(Guid Id, long Version, long Position, bool AlreadyImported);

/// <param name="Undone">Accounts that stand as before the import.</param>
/// <param name="Left">Accounts that were worked on since, and stay.</param>
public sealed record UndoneAnswer(Guid Id, long Version, long Position, int Undone, int Left);

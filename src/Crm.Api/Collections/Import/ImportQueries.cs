using System.Text.Json;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Collections;
using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.Collections.Import;

/// <summary>What one reads of imports.</summary>
internal static class ImportQueries
{
    private static readonly SortKey[] LatestFirst = [SortKey.Instant("started_at", descending: true), SortKey.Id];

    public static async Task<IResult> List(HttpContext http, Guid? campaign, PageRequest page, CallerScope scope, ViewReader views, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<ImportProgress>()).WhereAsked("campaign_id = {0}", campaign?.ToString());
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        return PageResults.Ok(http, await query.Read<ImportStatus>(views, page, LatestFirst, total: false, ct));
    }

    public static async Task<IResult> Get(Guid id, CallerScope scope, ViewReader views, ImportWorker worker, Problems problems, CancellationToken ct) =>
        await views.Find<ImportProgress, ImportStatus>(id, ct) is { } import && scope.Reaches(import.CampaignId)
            ? TypedResults.Ok(new ImportView(import, worker.PaceOf(new(id))?.TotalRows))
            : problems.NotFound();

    public static async Task<IResult> Problems(
        HttpContext http, Guid id, PageRequest page, CommandContext context, Reach reach, ImportReports reports, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (!await reach.Reaches(id, context.Scope, ct)) return problems.NotFound();
        return await ImportAnswers.Problems(http, new(id), page, context, reports, reads, ct);
    }

    public static async Task<IResult> Export(
        Guid id, string? format, CommandContext context, Reach reach, ImportReports reports, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (!await reach.Reaches(id, context.Scope, ct)) return problems.NotFound();
        return await ImportAnswers.Export(new(id), format, context, reports, reads, problems, ct);
    }

    public static async Task<IResult> Missing(
        HttpContext http, Guid id, PageRequest page, CallerScope scope, Reach reach, MissingAccounts missing, Problems problems, CancellationToken ct)
    {
        if (!await reach.Reaches(id, scope, ct)) return problems.NotFound();
        var after = page.Values(1) is { } values && values[0].ValueKind is JsonValueKind.String && values[0].TryGetGuid(out var last) ? last : Guid.Empty;
        return PageResults.Ok(http, Page.Of(await missing.Page(new(id), after, page.Take, ct), page, account => [account.AccountId]));
    }

    /// <summary>Whether an import is within a caller's reach.</summary>
    internal sealed class Reach(EventStore.Streams.Aggregates aggregates)
    {
        public async Task<bool> Reaches(Guid id, CallerScope scope, CancellationToken ct) =>
            (await aggregates.Load<Domain.Collections.PortfolioImports.PortfolioImport>(id, Domain.Collections.PortfolioImports.PortfolioImport.Evolve, fresh: false, ct)).State is { } import
            && scope.Reaches(import.CampaignId);
    }
}

/// <param name="TotalRows">Rows of the file, while this host runs the import.</param>
public sealed record ImportView(ImportStatus Import, int? TotalRows);

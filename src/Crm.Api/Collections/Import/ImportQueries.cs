using System.Globalization;
using System.Text.Json;
using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Collections;

using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.Collections.Import;

/// <summary>What one reads of imports.</summary>
internal static class ImportQueries
{
    private const int ExportPage = 500;

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
        var after = page.Values(2) is { } values && Number(values[0]) is { } line && Number(values[1]) is { } ordinal ? ((int)line, (int)ordinal) : ((int, int)?)null;
        var personal = context.Has(Permission.CustomersSeePersonalData);
        if (personal) await reads.Record(context, AccessKind.ImportReport, id.ToString(), new { page.Limit }, ct);
        var found = await reports.Page(new(id), after, page.Take, personal, ct);
        return PageResults.Ok(http, Page.Of(found, page, problem => [problem.Line, problem.Ordinal]).Select(problem => ProblemView.Of(problem, Language)));
    }

    public static async Task<IResult> Export(
        HttpContext http, Guid id, string? format, CommandContext context, Reach reach, ImportReports reports, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (!Enum.TryParse<ExportFormat>(format ?? "csv", ignoreCase: true, out var kind) || !Enum.IsDefined(kind)) return problems.Invalid("format", "format is csv or xlsx.");
        if (!await reach.Reaches(id, context.Scope, ct)) return problems.NotFound();
        var (language, personal) = (Language, context.Has(Permission.CustomersSeePersonalData));
        var read = await reads.Record(context, AccessKind.ImportReport, id.ToString(), new { format = kind }, ct);
        return TypedResults.Stream(async stream =>
        {
            await using var table = TabularWriter.Open(kind, stream, language == "es" ? "Problemas" : "Problems");
            await table.Write(language == "es"
                ? ["Línea", "Columna", "Valor", "Código", "Motivo", "Fila rechazada"]
                : ["Line", "Column", "Value", "Code", "Reason", "Row rejected"], ct);
            (int, int)? after = null;
            var rows = 0L;
            while (await reports.Page(new(id), after, ExportPage, personal, ct) is { Count: > 0 } page)
            {
                foreach (var problem in page)
                    await table.Write([problem.Line, problem.Column, problem.Value, problem.Code, problem.Reason.In(language), language == "es" ? problem.Rejects ? "Sí" : "No" : problem.Rejects ? "Yes" : "No"], ct);
                (rows, after) = (rows + page.Count, (page[^1].Line, page[^1].Ordinal));
            }

            await table.Complete(ct);
            await reads.End(read, rows, ct);
        }, kind.ContentType(), $"{(language == "es" ? "problemas" : "problems")}-{id}{kind.Extension()}");
    }

    public static async Task<IResult> Missing(
        HttpContext http, Guid id, PageRequest page, CallerScope scope, Reach reach, MissingAccounts missing, Problems problems, CancellationToken ct)
    {
        if (!await reach.Reaches(id, scope, ct)) return problems.NotFound();
        var after = page.Values(1) is { } values && values[0].ValueKind is JsonValueKind.String && values[0].TryGetGuid(out var last) ? last : Guid.Empty;
        return PageResults.Ok(http, Page.Of(await missing.Page(new(id), after, page.Take, ct), page, account => [account.AccountId]));
    }

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es" ? "es" : "en";

    private static long? Number(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) ? whole : null;

    private static Page<TTo> Select<TFrom, TTo>(this Page<TFrom> page, Func<TFrom, TTo> map) => new([.. page.Items.Select(map)], page.Next, page.Total);

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

/// <summary>A line of a report in the reader's language.</summary>
public sealed record ProblemView(int Line, string? Column, string? Field, string? Value, string Code, bool Rejects, string Reason)
{
    internal static ProblemView Of(ReportedProblem problem, string language) =>
        new(problem.Line, problem.Column, problem.Field, problem.Value, problem.Code, problem.Rejects, problem.Reason.In(language));
}

using System.Globalization;
using System.Text.Json;
using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Imports;

/// <summary>What the endpoints of every kind of import have alike: sending a file, and reading what is wrong with its rows.</summary>
internal static class ImportAnswers
{
    private const int ExportPage = 500;

    /// <summary>Sending a file; the answer's hash names it from now on.</summary>
    public static RouteHandlerBuilder MapUpload(this IEndpointRouteBuilder routes, string name, string permission) => routes.MapPost("/uploads", Upload)
        .WithName(name)
        .WithSummary("Send a file, as the body or as a form's file; the answer's hash names it from now on")
        .AcceptsFile()
        .Produces<Upload>()
        .WithMetadata(new RequestSizeLimitAttribute(routes.ServiceProvider.GetRequiredService<ImportOptions>().MaxUploadBytes + (1 << 20)))
        .DisableAntiforgery()
        .RequirePermission(permission);

    /// <summary>Answers 400 with line and reason where a file cannot be read.</summary>
    public static async Task<IResult> Readable(Problems problems, Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (UnreadableFileException unreadable)
        {
            return problems.Unreadable(unreadable);
        }
    }

    /// <summary>A page of what is wrong with an import's rows; on record when personal values are shown.</summary>
    public static async Task<IResult> Problems(
        HttpContext http, ImportId import, PageRequest page, CommandContext context, ImportReports reports, AccessLog reads, CancellationToken ct)
    {
        var after = page.Values(2) is { } values && Number(values[0]) is { } line && Number(values[1]) is { } ordinal ? ((int)line, (int)ordinal) : ((int, int)?)null;
        var personal = context.Has(Permission.CustomersSeePersonalData);
        if (personal) await reads.Record(context, AccessKind.ImportReport, import.ToString(), new { page.Limit }, ct);
        var found = Page.Of(await reports.Page(import, after, page.Take, personal, ct), page, problem => [problem.Line, problem.Ordinal]);
        return PageResults.Ok(http, new Page<ProblemView>([.. found.Items.Select(problem => ProblemView.Of(problem, Language))], found.Next, found.Total));
    }

    /// <summary>The same as a file.</summary>
    public static async Task<IResult> Export(
        ImportId import, string? format, CommandContext context, ImportReports reports, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (!Enum.TryParse<ExportFormat>(format ?? "csv", ignoreCase: true, out var kind) || !Enum.IsDefined(kind)) return problems.Invalid("format", "format is csv or xlsx.");
        var (language, personal) = (Language, context.Has(Permission.CustomersSeePersonalData));
        var read = await reads.Record(context, AccessKind.ImportReport, import.ToString(), new { format = kind }, ct);
        return TypedResults.Stream(async stream =>
        {
            await using var table = TabularWriter.Open(kind, stream, language == "es" ? "Problemas" : "Problems");
            await table.Write(language == "es"
                ? ["Línea", "Columna", "Valor", "Código", "Motivo", "Fila rechazada"]
                : ["Line", "Column", "Value", "Code", "Reason", "Row rejected"], ct);
            (int, int)? after = null;
            var rows = 0L;
            while (await reports.Page(import, after, ExportPage, personal, ct) is { Count: > 0 } page)
            {
                foreach (var problem in page)
                    await table.Write([problem.Line, problem.Column, problem.Value, problem.Code, problem.Reason.In(language), language == "es" ? problem.Rejects ? "Sí" : "No" : problem.Rejects ? "Yes" : "No"], ct);
                (rows, after) = (rows + page.Count, (page[^1].Line, page[^1].Ordinal));
            }

            await table.Complete(ct);
            await reads.End(read, rows, ct);
        }, kind.ContentType(), $"{(language == "es" ? "problemas" : "problems")}-{import}{kind.Extension()}");
    }

    private static Task<IResult> Upload(HttpContext http, UploadStore uploads, Problems problems, CancellationToken ct) => Readable(problems, async () =>
        await SentFile.Of(http.Request, ct) is { } sent ? TypedResults.Ok(await uploads.Keep(sent.Content, ct)) : problems.Invalid("file", "The form has no file."));

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es" ? "es" : "en";

    private static long? Number(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) ? whole : null;
}

/// <summary>A line of a report in the reader's language.</summary>
public sealed record ProblemView(int Line, string? Column, string? Field, string? Value, string Code, bool Rejects, string Reason)
{
    internal static ProblemView Of(ReportedProblem problem, string language) =>
        new(problem.Line, problem.Column, problem.Field, problem.Value, problem.Code, problem.Rejects, problem.Reason.In(language));
}

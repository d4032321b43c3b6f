using System.Globalization;
using System.Text.Json;
using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Audit;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Crm.Api.Audit;

/// <summary>The audit trail: every event as a sentence, to page through and to take away. Every read of it is on record itself.</summary>
public static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/audit").WithTags("Audit");

        audit.MapGet("/events", List)
            .WithName("ListAuditEvents")
            .WithSummary("Who did what, when, on whom, from what to what; newest first")
            .Produces<Page<AuditEvent>>()
            .Reads<AuditTrail>()
            .RecordsReadsItself(AccessKind.AuditTrail).RequirePermission(Permission.AuditRead);
        audit.MapGet("/events/export", Export)
            .WithName("ExportAuditEvents")
            .WithSummary("The same as NDJSON or CSV, streamed, oldest first")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .Reads<AuditTrail>()
            .RecordsReadsItself(AccessKind.AuditExport).RequirePermission(Permission.AuditExport);
    }

    private static async Task<IResult> List(
        [AsParameters] AuditFilter filter, PageRequest page, CommandContext context, HttpContext http, AuditQueries audit, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (Wrong(filter) is { } wrong) return problems.Invalid(wrong.Field, wrong.Message);

        await reads.Record(context, AccessKind.AuditTrail, (filter.Debtor ?? filter.Stream)?.ToString(), filter, ct);
        var lines = await audit.Page(filter, context.Scope, page, ct);
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return PageResults.Ok(http, new Page<AuditEvent>([.. lines.Items.Select(line => AuditEvent.Of(line, language))], lines.Next, lines.Total));
    }

    private static async Task<IResult> Export(
        [AsParameters] AuditFilter filter, string? format, CommandContext context, AuditQueries audit, AccessLog reads, Problems problems, IOptions<JsonOptions> json,
        CancellationToken ct)
    {
        if (Wrong(filter) is { } wrong) return problems.Invalid(wrong.Field, wrong.Message);
        if (format is not (null or "ndjson" or "csv")) return problems.Invalid("format", "ndjson or csv.");

        var read = await reads.Record(context, AccessKind.AuditExport, (filter.Debtor ?? filter.Stream)?.ToString(), new { filter, format }, ct);
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var lines = audit.All(filter, context.Scope, ct).Select(line => AuditEvent.Of(line, language));
        return format is "csv"
            ? TypedResults.Stream(stream => WriteCsv(stream, lines, read, reads, ct), "text/csv; charset=utf-8", "audit.csv")
            : TypedResults.Stream(stream => WriteNdjson(stream, lines, json.Value.SerializerOptions, read, reads, ct), "application/x-ndjson", "audit.ndjson");
    }

    private static async Task WriteNdjson(
        Stream stream, IAsyncEnumerable<AuditEvent> lines, JsonSerializerOptions json, AccessRead read, AccessLog reads, CancellationToken ct)
    {
        long rows = 0;
        await foreach (var line in lines.WithCancellation(ct))
        {
            await JsonSerializer.SerializeAsync(stream, line, json, ct);
            await stream.WriteAsync("\n"u8.ToArray(), ct);
            rows++;
        }

        await reads.End(read, rows, ct);
    }

    private static async Task WriteCsv(Stream stream, IAsyncEnumerable<AuditEvent> lines, AccessRead read, AccessLog reads, CancellationToken ct)
    {
        long rows = 0;
        await using var table = new CsvWriter(stream);
        await table.Write([.. AuditEvent.Columns.Select(column => Cell.Text(column))], ct);
        await foreach (var line in lines.WithCancellation(ct))
        {
            await table.Write([.. line.Cells().Select(text => Cell.Text(text ?? ""))], ct);
            rows++;
        }

        await table.Complete(ct);
        await reads.End(read, rows, ct);
    }

    private static (string Field, string Message)? Wrong(AuditFilter filter) =>
        filter.From >= filter.Until ? ("until", "The period ends after it begins.")
        : filter.Type is { Length: > 100 } ? ("type", "No event has so long a name.")
        : null;
}

/// <summary>A line of the trail as a person reads it.</summary>
/// <param name="Text">The sentence, in the language asked for.</param>
/// <param name="ActorId">Who; <c>null</c>: the system itself.</param>
/// <param name="Facts">The event's members as text, without personal data.</param>
public sealed record AuditEvent(
    long Position, Guid EventId, DateTimeOffset At, string Type, string Text, Guid? ActorId, string? Command, string? Address, string? CorrelationId, Guid StreamId, long Version,
    Guid? DebtorId, Guid? AccountId, Guid? CampaignId, IReadOnlyList<AuditChange> Changes, IReadOnlyDictionary<string, string> Facts)
{
    public static readonly IReadOnlyList<string> Columns =
        ["position", "at", "type", "text", "actorId", "command", "address", "correlationId", "streamId", "version", "debtorId", "accountId", "campaignId", "changes"];

    public static AuditEvent Of(AuditLine line, string language) => new(
        line.Position, line.EventId, line.At, line.EventType, EventTexts.Sentence(line.EventType, line.Facts, language), line.ActorId, line.Command, line.Address,
        line.CorrelationId, line.StreamId, line.Version, line.DebtorId, line.AccountId, line.CampaignId, line.Changes, line.Facts);

    /// <summary>The values of <see cref="Columns"/>.</summary>
    public IEnumerable<string?> Cells() =>
    [
        Position.ToString(CultureInfo.InvariantCulture), At.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), Type, Text, ActorId?.ToString(), Command, Address,
        CorrelationId, StreamId.ToString(), Version.ToString(CultureInfo.InvariantCulture), DebtorId?.ToString(), AccountId?.ToString(), CampaignId?.ToString(),
        string.Join("; ", Changes.Select(change => $"{change.Field}: {change.From} → {change.To}")),
    ];
}

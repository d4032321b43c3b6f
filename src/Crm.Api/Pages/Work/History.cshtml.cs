using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Replay;
using Crm.EventStore.Streams;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>A stream event by event: what each changed, and the state before and after one of them.</summary>
[Requires(Permission.AuditReplay)]
public sealed class HistoryModel(StreamReplay replay, AccessLog reads) : WorkPage
{
    private const int Around = 50;

    public Guid Id { get; private set; }
    public string Type { get; private set; } = "";
    public long Last { get; private set; }

    /// <summary>The events around the chosen one.</summary>
    public IReadOnlyList<ReplayedEvent> Steps { get; private set; } = [];

    /// <summary>The chosen event.</summary>
    public ReplayedEvent? Chosen { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, long? version, CancellationToken ct)
    {
        var context = CommandContext.For(HttpContext, "ReplayEvents", Permission.AuditReplay);
        await reads.Record(context, AccessKind.StreamReplay, id.ToString(), new { version }, ct);
        if (await replay.Read(id, StreamRange.Whole, context.Scope, ScopeOf(Permission.CustomersSeePersonalData), ct) is not { } history) return NotFound();

        (Id, Type, Last) = (id, history.Type, history.Events[^1].Version);
        var at = version ?? Last;
        Steps = [.. history.Steps().Where(step => step.Version >= at - Around && step.Version <= at + Around)];
        Chosen = Steps.FirstOrDefault(step => step.Version == at);
        return Chosen is null ? NotFound() : Page();
    }

    /// <summary>A value of a document as one line.</summary>
    public static string Written(System.Text.Json.Nodes.JsonNode? node) => node?.ToJsonString(Readable) ?? "–";

    public static string When(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    // Written into HTML by Razor, which encodes it; letters with accents stay readable.
    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

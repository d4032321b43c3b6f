using System.Text.Json.Nodes;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.EventStore.Streams;

namespace Crm.Api.Replay;

/// <summary>Any stream as it stood: at a version or an instant, event by event, and what changed between two versions. Every call is a recorded read.</summary>
public static class ReplayEndpoints
{
    private const int DefaultLimit = 100, MaxLimit = 500;

    public static void MapReplay(this IEndpointRouteBuilder routes)
    {
        var streams = routes.MapGroup("/api/streams").WithTags("Replay");

        streams.MapGet("/{id:guid}", State)
            .WithName("ReplayState")
            .WithSummary("A stream's state now, at a version or at an instant")
            .Produces<ReplayedState>()
            .RecordsReadsItself(AccessKind.StreamReplay).RequirePermission(Permission.AuditReplay);
        streams.MapGet("/{id:guid}/events", Events)
            .WithName("ReplayEvents")
            .WithSummary("A stream's events, each with the state after it and what it changed")
            .Produces<ReplayedEvents>()
            .RecordsReadsItself(AccessKind.StreamReplay).RequirePermission(Permission.AuditReplay);
        streams.MapGet("/{id:guid}/diff", Differences)
            .WithName("ReplayDifference")
            .WithSummary("What changed in a stream from one version to another")
            .Produces<ReplayedDifference>()
            .RecordsReadsItself(AccessKind.StreamReplay).RequirePermission(Permission.AuditReplay);
    }

    private static async Task<IResult> State(
        Guid id, long? version, DateTimeOffset? at, CommandContext context, HttpContext http, StreamReplay replay, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (version is not null && at is not null) return problems.Invalid("at", "Ask for a version or for an instant, not for both.");
        if (version is < 1) return problems.Invalid("version", "Versions begin with 1.");

        await reads.Record(context, AccessKind.StreamReplay, id.ToString(), new { version, at }, ct);
        var history = await replay.Read(id, new(UpToVersion: version, UpToInstant: at?.ToUniversalTime()), context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct);
        if (history is null || version > history.Events[^1].Version) return problems.NotFound();

        var last = history.Events[^1];
        http.Response.Headers.ETag = new EntityTag(last.Version).ToString();
        return TypedResults.Ok(new ReplayedState(id, history.Type, last.Version, last.Position, last.Timestamp, history.StateAt(last.Version)));
    }

    private static async Task<IResult> Events(
        Guid id, long? after, int? limit, CommandContext context, HttpContext http, StreamReplay replay, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (limit is < 1 or > MaxLimit) return problems.Invalid("limit", $"From 1 to {MaxLimit}.");

        await reads.Record(context, AccessKind.StreamReplay, id.ToString(), new { after, limit }, ct);
        var history = await replay.Read(id, StreamRange.Whole, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct);
        if (history is null) return problems.NotFound();

        var page = history.Steps().SkipWhile(step => step.Version <= (after ?? 0)).Take(limit ?? DefaultLimit).ToList();
        long? next = page.Count > 0 && page[^1].Version < history.Events[^1].Version ? page[^1].Version : null;
        if (next is not null) http.Response.Headers.Link = $"<{http.Request.Path}?after={next}&limit={limit ?? DefaultLimit}>; rel=\"next\"";
        return TypedResults.Ok(new ReplayedEvents(id, history.Type, page, next));
    }

    private static async Task<IResult> Differences(
        Guid id, long from, long to, CommandContext context, StreamReplay replay, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (from < 0) return problems.Invalid("from", "Versions begin with 1; 0 is the time before the first event.");
        if (to < from) return problems.Invalid("to", "The later version comes second.");

        await reads.Record(context, AccessKind.StreamReplay, id.ToString(), new { from, to }, ct);
        var history = await replay.Read(id, new(UpToVersion: to), context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct);
        if (history is null || to > history.Events[^1].Version) return problems.NotFound();

        var events = history.Events.Where(recorded => recorded.Version > from).Select(recorded => recorded.EventType).ToList();
        return TypedResults.Ok(new ReplayedDifference(id, history.Type, from, to, events, JsonDifference.Between(history.StateAt(from), history.StateAt(to))));
    }
}

/// <param name="At">When its last event was recorded.</param>
/// <param name="State">What decisions knew about it; <c>null</c> where an event ended it.</param>
public sealed record ReplayedState(Guid Id, string Type, long Version, long Position, DateTimeOffset At, JsonNode? State);

/// <param name="Next">Send it as <c>after</c> for the next page; <c>null</c>: this is the last one.</param>
public sealed record ReplayedEvents(Guid Id, string Type, IReadOnlyList<ReplayedEvent> Items, long? Next);

/// <param name="Events">The names of the events between the two versions.</param>
public sealed record ReplayedDifference(Guid Id, string Type, long From, long To, IReadOnlyList<string> Events, IReadOnlyList<Difference> Changes);

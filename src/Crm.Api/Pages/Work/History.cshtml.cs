using System.Globalization;
using System.Text.Json.Nodes;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Replay;
using Crm.EventStore.Streams;
using Crm.Projections.Audit;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>A stream event by event: the state at a version, and what changed since another one.</summary>
[RecordsReads(AccessKind.StreamReplay, ByItself = true)]
[Requires(Permission.AuditReplay)]
public sealed class HistoryModel(StreamReplay replay, AuditQueries audit, AccessLog reads) : WorkPage
{
    private const int Around = 50;

    public Guid Id { get; private set; }
    public string Type { get; private set; } = "";
    public long Last { get; private set; }

    /// <summary>The version that the chosen one is compared with: the one before it unless asked otherwise.</summary>
    public long Since { get; private set; }

    /// <summary>The events around the chosen one.</summary>
    public IReadOnlyList<ReplayedEvent> Steps { get; private set; } = [];

    /// <summary>The chosen event.</summary>
    public ReplayedEvent? Chosen { get; private set; }

    public IReadOnlyList<Difference> Changes { get; private set; } = [];

    /// <summary>The state at the chosen version, place by place.</summary>
    public IReadOnlyList<(string Path, string Value)> State { get; private set; } = [];

    /// <summary>What the events say, by version; an event that the trail does not have yet reads as its name.</summary>
    public IReadOnlyDictionary<long, string> Sentences { get; private set; } = new Dictionary<long, string>();

    public string Sentence(ReplayedEvent step) => Sentences.GetValueOrDefault(step.Version, step.Type);

    public async Task<IActionResult> OnGetAsync(Guid id, long? version, long? since, CancellationToken ct)
    {
        var context = CommandContext.For(HttpContext, "ReplayEvents", Permission.AuditReplay);
        await reads.Record(context, AccessKind.StreamReplay, id.ToString(), new { version, since }, ct);
        if (await replay.Read(id, StreamRange.Whole, context.Scope, ScopeOf(Permission.CustomersSeePersonalData), ct) is not { } history) return Missing();

        (Id, Type, Last) = (id, history.Type, history.Events[^1].Version);
        var at = version ?? Last;
        Steps = [.. history.Steps().Where(step => step.Version >= at - Around && step.Version <= at + Around)];
        Chosen = Steps.FirstOrDefault(step => step.Version == at);
        if (Chosen is null) return Missing();

        Since = Math.Clamp(since ?? at - 1, 0, Last);
        Changes = Since == at - 1 ? Chosen.Changes : JsonDifference.Between(history.StateAt(Since), Chosen.State);
        State = [.. Places("", Chosen.State)];
        Sentences = await Told(id, context, ct);
        return Page();
    }

    /// <summary>A value of a document as one line.</summary>
    public static string Written(JsonNode? node) => node?.ToJsonString(Readable) ?? "–";

    public static string When(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyDictionary<long, string>> Told(Guid id, CommandContext context, CancellationToken ct)
    {
        var (told, language) = (new Dictionary<long, string>(), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        await foreach (var line in audit.All(new(null, null, id, null, null, null), context.Scope, ct)) told[line.Version] = EventTexts.Sentence(line.EventType, line.Facts, language);
        return told;
    }

    // Leaves with the way to them; empty lists and records are told too, they are part of the state.
    private static IEnumerable<(string, string)> Places(string path, JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(member => Places($"{path}/{member.Key}", member.Value)),
        JsonArray { Count: > 0 } elements => elements.SelectMany((element, index) => Places($"{path}/{index.ToString(CultureInfo.InvariantCulture)}", element)),
        _ => [(path, Written(node))],
    };

    // Written into HTML by Razor, which encodes it; letters with accents stay readable.
    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

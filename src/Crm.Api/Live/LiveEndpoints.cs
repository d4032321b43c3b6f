using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Microsoft.Net.Http.Headers;

namespace Crm.Api.Live;

/// <summary>Streams beside the lists of trays: <c>GET /api/collections/trays/promises/live</c>.</summary>
public static class LiveEndpoints
{
    /// <summary>Comes with the pages that <c>live.js</c> reads anew: nobody asked for them with a click.</summary>
    public const string PageHeader = "Crm-Live";

    private const string LastEventId = "Last-Event-ID";

    /// <summary>Maps the stream of a tray that its room registered with <see cref="AddLiveTray"/>.</summary>
    /// <param name="permission">That of the tray's list.</param>
    public static RouteHandlerBuilder MapLive(this IEndpointRouteBuilder routes, string pattern, string tray, string name, string summary, string permission) => routes
        .MapGet(pattern, (TrayParameters asked, string? place, string? from, HttpContext http, LiveStreams streams) => streams.Answer(tray, asked, place, from, http))
        .WithName(name)
        .WithSummary(summary)
        .WithDescription("Server-sent events: `changed` with a row's line, `gone`, `counts`, `position`, and `reset` when the list has to be read anew. `Last-Event-ID` or `from` goes on where one was.")
        .Produces(StatusCodes.Status200OK, contentType: LiveText.ContentType)
        .ProducesProblem(StatusCodes.Status406NotAcceptable)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .WithMetadata(TakesPagesCookie.Instance)
        .WithMetadata(new RecordedAnswer(AccessKind.Tray, ByItself: true))
        .RequirePermission(permission);

    /// <summary>A tray that is followed; its projection is an <see cref="Crm.Projections.ILiveTray{TRow}"/>.</summary>
    public static IServiceCollection AddLiveTray(this IServiceCollection services, Func<IServiceProvider, LiveTray> tray) => services.AddSingleton(tray);

    /// <summary>What serves the streams; trays come from the rooms.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(LiveOptions.From(configuration))
        .AddSingleton<LiveMeter>()
        .AddSingleton<LiveRights>()
        .AddSingleton<LiveStreams>()
        .AddSingleton<LiveHub>()
        .AddHostedService(provider => provider.GetRequiredService<LiveHub>());

    internal static string? LastHeard(HttpRequest request, string? from) => request.Headers[LastEventId] is { Count: > 0 } last && last.ToString() is { Length: > 0 } text ? text : from;

    /// <summary>Only who can read events gets them: for anybody else an answer without an end is a trap.</summary>
    internal static bool TakesEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals(LiveText.ContentType, StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);
}

/// <summary>Marks an endpoint that takes the pages' cookie besides tokens: a browser sends nothing else with an event stream.</summary>
/// <remarks>Only for what is read: the cookie does not come with requests that other sites make (SameSite), and no other site may read the answer.</remarks>
public sealed class TakesPagesCookie
{
    public static readonly TakesPagesCookie Instance = new();
}

/// <summary>Opens streams.</summary>
public sealed class LiveStreams(LiveHub hub, LiveRights rights, ReadQueue reads, TimeProvider clock, Problems problems)
{
    internal IResult Answer(string name, TrayParameters asked, string? place, string? from, HttpContext http)
    {
        if (!LiveEndpoints.TakesEvents(http.Request)) return problems.Of(StatusCodes.Status406NotAcceptable, "event-stream-only");
        var tray = hub.Tray(name);
        var places = place?.Split(',').Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (places is not null && !places.TrueForAll(tray.Places.Contains)) return problems.Invalid("place", tray.Places.Count == 0 ? "This tray has no places." : string.Join(", ", tray.Places));

        var last = LiveEndpoints.LastHeard(http.Request, from);
        var token = last is null ? null : LiveToken.Parse(last);
        return new LiveStream(hub, name, LiveAsk.Of(asked.Request, places is null ? null : string.Join(',', places)), token, unknown: last is not null && token is null, rights, reads, clock, problems);
    }
}

using System.Globalization;
using Crm.Api.Http;
using Crm.EventStore.Projecting;

namespace Crm.Api.Queries;

/// <summary>A query that is handed a position waits until its projections have seen it; when they do not in time, the answer says so.</summary>
public static class ReadYourWrites
{
    public const string PositionHeader = "Crm-Position";
    public const string StaleHeader = "Crm-Stale";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Makes the endpoint wait for these projections.</summary>
    public static RouteHandlerBuilder Reads<TProjection>(this RouteHandlerBuilder endpoint) where TProjection : Projection, new() =>
        endpoint.Reads(DocumentTable.NameOf<TProjection>());

    /// <inheritdoc cref="Reads{TProjection}(RouteHandlerBuilder)"/>
    public static RouteHandlerBuilder Reads<TFirst, TSecond>(this RouteHandlerBuilder endpoint)
        where TFirst : Projection, new() where TSecond : Projection, new() =>
        endpoint.Reads(DocumentTable.NameOf<TFirst>(), DocumentTable.NameOf<TSecond>());

    /// <inheritdoc cref="Reads{TProjection}(RouteHandlerBuilder)"/>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, params IReadOnlyList<string> projections) =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var http = invocation.HttpContext;
            if (http.Request.Headers[PositionHeader] is not { Count: > 0 } asked) return await next(invocation);

            if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                return http.RequestServices.GetRequiredService<Problems>().Invalid(PositionHeader, "A position is a number that a command answered.");

            var progress = http.RequestServices.GetRequiredService<ProjectionProgress>();
            if (!await progress.WaitFor(projections, position, Longest, http.RequestAborted)) http.Response.Headers[StaleHeader] = "true";
            return await next(invocation);
        });
}

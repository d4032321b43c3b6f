using Crm.Api.Http;

namespace Crm.Api.Hosting;

/// <summary>503 with <c>Retry-After</c> until the database is there; health, metrics and documentation answer all the same.</summary>
public sealed class DatabaseGateMiddleware(RequestDelegate next, DatabaseGate gate, Problems problems)
{
    private static readonly PathString[] Always = ["/health", "/metrics", "/openapi", "/docs"];
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public Task Invoke(HttpContext http) =>
        gate.IsOpen || Array.Exists(Always, path => http.Request.Path.StartsWithSegments(path))
            ? next(http)
            : problems.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", Retry).ExecuteAsync(http);
}

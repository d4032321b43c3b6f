using System.Diagnostics;
using Crm.Api.Identity;

namespace Crm.Api.Http;

/// <summary>One log event per request. The route's template is written, never the query string or a body: those hold names, numbers and secrets.</summary>
public sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> logger, RequestMetrics metrics)
{
    public async Task Invoke(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var correlation = CorrelationId.Assign(http);
        SecurityHeaders.Apply(http);
        using (logger.BeginScope(new Dictionary<string, object> { ["CorrelationId"] = correlation }))
        {
            try
            {
                await next(http);
            }
            finally
            {
                Write(http, Stopwatch.GetElapsedTime(started), correlation);
            }
        }
    }

    private void Write(HttpContext http, TimeSpan took, string correlation)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
        var status = http.Response.StatusCode;
        metrics.Served(http.Request.Method, route, status, took);
        var level = http.Request.Path.StartsWithSegments("/health") ? LogLevel.Debug : status >= 500 ? LogLevel.Error : LogLevel.Information;
        logger.Log(
            level, "{Method} {Route} answered {Status} in {Milliseconds:0.0} ms for {UserId} as {CorrelationId}",
            http.Request.Method, route, status, took.TotalMilliseconds, Caller.Of(http)?.UserId.Value, correlation);
    }
}

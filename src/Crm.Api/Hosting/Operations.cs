using Crm.Api.Http;

namespace Crm.Api.Hosting;

/// <summary>What operators and their tools ask: is it alive, is it ready, what does it measure.</summary>
public static class Operations
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new { status = "live" }))
            .WithTags("Operations").WithName("Live").WithSummary("The process answers").AllowAnonymous();

        routes.MapGet("/health/ready", Ready)
            .WithTags("Operations").WithName("Ready").WithSummary("Database, schema, lag of each projection, quarantine and dead letters; 503 when it should get no traffic")
            .Produces<HealthReport>().Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable)
            .AllowAnonymous();

        routes.MapGet("/metrics", async (PrometheusMetrics metrics, EngineMetrics engine, CancellationToken ct) =>
                TypedResults.Text(metrics.Write() + await engine.Write(ct), "text/plain; version=0.0.4"))
            .WithTags("Operations").WithName("Metrics").WithSummary("Measures in Prometheus' text format").AllowAnonymous();
    }

    private static async Task<IResult> Ready(Health health, CancellationToken ct)
    {
        var report = await health.Check(ct);
        return TypedResults.Json(report, statusCode: report.Status == HealthStatus.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}

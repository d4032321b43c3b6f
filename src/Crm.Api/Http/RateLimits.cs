using System.Threading.RateLimiting;
using Crm.Api.Identity;

namespace Crm.Api.Http;

/// <summary>How often one address may try to sign in. The lock-out counts failures; this keeps the hashing of passwords from being used to load the host.</summary>
public static class RateLimits
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("Crm:SignInsPerMinute", 60);
        return services.AddRateLimiter(options =>
        {
            options.AddPolicy(SessionEndpoints.SignInLimit, http => RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                _ => new() { PermitLimit = perMinute, Window = Window, QueueLimit = 0 }));
            options.OnRejected = async (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window;
                var problems = context.HttpContext.RequestServices.GetRequiredService<Problems>();
                await problems.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", wait).ExecuteAsync(context.HttpContext);
            };
        });
    }
}

using System.Net;
using System.Threading.RateLimiting;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;

namespace Crm.Api.Http;

/// <summary>How often an address, a person and a program may ask. The lock-out counts failures; this keeps the host from being loaded by one of many.</summary>
public static class RateLimits
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = RequestLimits.From(configuration);
        services.AddSingleton(limits).AddSingleton<CallerLimits>();
        return services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(http => RateLimitPartition.GetTokenBucketLimiter(AddressOf(http), _ => Bucket(limits.OfAddress)));
            options.AddPolicy(SessionEndpoints.SignInLimit, http => RateLimitPartition.GetFixedWindowLimiter(
                AddressOf(http), _ => new() { PermitLimit = limits.SignIns, Window = Window, QueueLimit = 0 }));
            options.OnRejected = async (context, _) =>
                await Reject(context.HttpContext, context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window);
        });
    }

    /// <summary>429 with the time to wait.</summary>
    internal static Task Reject(HttpContext http, TimeSpan wait)
    {
        http.RequestServices.GetRequiredService<AddressGate>().Refused(http, AccessRefusal.TooMany, Caller.Of(http)?.UserId);
        return http.RequestServices.GetRequiredService<Problems>().Of(StatusCodes.Status429TooManyRequests, "too-many-requests", wait).ExecuteAsync(http);
    }

    /// <summary>A minute's worth may come at once; then it fills up again second by second.</summary>
    internal static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    };

    // One partition for who has a whole network of version 6 to himself.
    private static IPAddress AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address) return IPAddress.None;
        var plain = Networks.Plain(address);
        if (plain.AddressFamily is not System.Net.Sockets.AddressFamily.InterNetworkV6) return plain;

        var bytes = plain.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }
}

/// <param name="SignIns">Sign-ins an address may try in a minute.</param>
/// <param name="OfAddress">Requests of an address in a minute; a contact centre comes from one.</param>
/// <param name="OfUser">Requests of a person in a minute.</param>
/// <param name="OfKey">Requests of a program's key in a minute.</param>
public sealed record RequestLimits(int SignIns, int OfAddress, int OfUser, int OfKey)
{
    public static RequestLimits From(IConfiguration configuration) => new(
        configuration.GetValue("Crm:SignInsPerMinute", 60), configuration.GetValue("Crm:RequestsPerMinute:Address", 60_000),
        configuration.GetValue("Crm:RequestsPerMinute:User", 3_000), configuration.GetValue("Crm:RequestsPerMinute:Key", 12_000));
}

/// <summary>Limits by person and by key, which are known only after the request was authenticated.</summary>
public sealed class CallerLimits(RequestLimits limits) : IDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter = PartitionedRateLimiter.Create<Caller, Guid>(caller => caller.ApiKeyId is { } key
        ? RateLimitPartition.GetTokenBucketLimiter(key, _ => RateLimits.Bucket(limits.OfKey))
        : RateLimitPartition.GetTokenBucketLimiter(caller.UserId.Value, _ => RateLimits.Bucket(limits.OfUser)));

    public RateLimitLease Ask(Caller caller) => _limiter.AttemptAcquire(caller);

    public void Dispose() => _limiter.Dispose();
}

/// <summary>Applies <see cref="CallerLimits"/>.</summary>
public sealed class CallerLimitMiddleware(RequestDelegate next, CallerLimits limits)
{
    public async Task Invoke(HttpContext http)
    {
        if (Caller.Of(http) is { } caller)
        {
            using var lease = limits.Ask(caller);
            if (!lease.IsAcquired)
            {
                await RateLimits.Reject(http, lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1));
                return;
            }
        }

        await next(http);
    }
}

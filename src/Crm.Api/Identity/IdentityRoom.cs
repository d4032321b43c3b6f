using Crm.Api.Hosting;
using Crm.Api.Identity.Access;
using Crm.Api.Identity.Agents;
using Crm.Api.Identity.ApiKeys;
using Crm.Domain.Identity.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;

namespace Crm.Api.Identity;

/// <summary>What the host adds of identity: services once, endpoints once.</summary>
public static class IdentityRoom
{
    /// <summary>What commands and the command line need.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddHttpClient(AddressLookup.Client, client =>
        {
            client.Timeout = AddressLookup.Limit;
            client.MaxResponseContentBufferSize = 64 * 1024;
        });
        return services
            .AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>()
            .AddSingleton<CommonPasswords>()
            .AddSingleton<IdentityRules>()
            .AddSingleton<UserUnits>()
            .AddSingleton<UserReader>()
            .AddSingleton<SessionReader>()
            .AddSingleton<UserExport>()
            .AddSingleton<Callers>()
            .AddSingleton<AddressUnits>()
            .AddSingleton<AddressLookup>()
            .AddSingleton<AccessLogPurge>()
            .AddSingleton<VisitQueries>()
            .AddSingleton<ApiKeyUnits>()
            .AddSingleton<KeyUses>()
            .AddSingleton<AgentUnits>()
            .AddSingleton<IDeadlines, IdentityDeadlines>();
    }

    /// <summary>What only a serving host needs.</summary>
    public static IServiceCollection AddIdentityServing(this IServiceCollection services) => services
        .AddSingleton<IStartupTask, FirstRules>()
        .AddSingleton<IdentityFeed>()
        .AddHostedService(provider => provider.GetRequiredService<IdentityFeed>())
        .AddSingleton<SignInFailures>()
        .AddSingleton<SignInChallenges>()
        .AddSingleton<SignInAnswers>()
        .AddSingleton<SignIn>()
        .AddSingleton<SecondFactors>()
        .AddSingleton<AccessTokens>()
        .AddSingleton<KeyCallers>()
        .AddHostedService<KeyUseWriter>()
        .AddSingleton<AddressGate>()
        .AddSingleton<VisitLog>()
        .AddSingleton<VisitWriter>()
        .AddHostedService(provider => provider.GetRequiredService<VisitWriter>())
        .AddHostedService<AccessLogPurging>()
        .AddSingleton<IAuthorizationHandler, PermissionHandler>()
        .AddSingleton<IAuthorizationHandler, SessionHandler>()
        .AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>();

    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapSessions();
        routes.MapSecondFactor();
        routes.MapUsers();
        routes.MapRoles();
        routes.MapApiKeys();
        routes.MapAddresses();
        routes.MapAgents();
    }

    /// <summary>
    /// Takes the caller's address from <c>X-Forwarded-For</c> where a proxy named in <c>Crm:TrustedProxies</c> says so (addresses and ranges, separated
    /// by commas). From anybody else, and without that setting, the header means nothing.
    /// </summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, IConfiguration configuration)
    {
        var proxies = (configuration["Crm:TrustedProxies"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (proxies.Length == 0) return;

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(Networks.Canonical(proxy) is { } network
                ? System.Net.IPNetwork.Parse(network)
                : throw new ConfigurationException($"Crm:TrustedProxies names '{proxy}', which is no address or range."));
        }

        app.UseForwardedHeaders(options);
    }
}

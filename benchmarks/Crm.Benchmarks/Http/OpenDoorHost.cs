using System.Security.Claims;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Crm.Benchmarks.Http;

/// <summary>
/// The product's host with a second door beside the guarded one: a request with <see cref="Header"/> and no token is one fixed caller who may
/// do everything, nothing is read and no rule asked. It lives in this program only; what it saves is what guarding a request costs.
/// </summary>
internal static class OpenDoorHost
{
    public const string Verb = "open-door-host", Header = "Open-Door";

    public static async Task<int> Run(string[] args, CancellationToken ct)
    {
        var builder = CrmHost.CreateBuilder(args);
        var installation = Installation.From(builder.Configuration, builder.Environment);
        await using var server = await DatabaseServer.Open(installation, builder.Configuration, ct);
        builder.AddCore(installation, server);
        builder.AddServing();
        builder.Services.AddSingleton<IAuthorizationHandler, YesThroughTheDoor>();
        builder.Services.AddSingleton<IStartupFilter, CallerAtTheDoor>();
        await using var app = builder.Build();
        app.UseCrm();
        await ((IHost)app).RunAsync(ct);
        return 0;
    }

    private sealed class YesThroughTheDoor : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            if (context.Resource is not HttpContext http || !http.Request.Headers.ContainsKey(Header)) return Task.CompletedTask;
            foreach (var requirement in context.PendingRequirements.ToList()) context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }

    // The caller exists, as the guarded one does: what commands ask about him costs the same.
    private sealed class CallerAtTheDoor : IStartupFilter
    {
        private static Visitor? s_visitor;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, then) =>
            {
                if (http.Request.Headers[Header] is [{ } user])
                {
                    var visitor = s_visitor ??= new(new(Guid.Parse(user)));
                    http.Features.Set(visitor.Caller);
                    http.User = visitor.Person;
                }

                return then(http);
            });
            next(app);
        };
    }

    private sealed class Visitor(UserId user)
    {
        public Caller Caller { get; } = new(
            user, Guid.CreateVersion7(), Permission.All.ToDictionary(name => name, _ => new CallerScope(user, All: true, [], [], Own: true)), "es");

        public ClaimsPrincipal Person { get; } = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user.ToString())], Header));
    }
}

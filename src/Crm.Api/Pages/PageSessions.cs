using System.Globalization;
using System.Security.Claims;
using Crm.Api.Http;
using Crm.Api.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Crm.Api.Pages;

/// <summary>
/// The lifetime of a session of the pages, as the policy has it at that moment: each use renews the cookie, so that it lapses when nothing was opened for
/// as long as a session may be idle, and never lives longer than its session. A policy that became stricter holds for cookies that are out already.
/// </summary>
public sealed class PageSessions(IdentityRules rules, SignIn signIn, TimeProvider clock) : CookieAuthenticationEvents
{
    private const string Recorded = "crm-used";

    // A page brings its pictures and styles along: not each of them needs a cookie of its own.
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(30);

    private TimeSpan IdleLimit => TimeSpan.FromMinutes(rules.Current.Policy.IdleMinutes);

    public override Task SigningIn(CookieSigningInContext context)
    {
        var now = clock.GetUtcNow();
        Renew(context.Properties, now);
        context.Properties.Items[Recorded] = Text(now);
        return Task.CompletedTask;
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var (now, used) = (clock.GetUtcNow(), context.Properties.IssuedUtc ?? DateTimeOffset.MinValue);
        if (now - used >= IdleLimit || !Guid.TryParse(context.Principal?.FindFirstValue(CallerMiddleware.SessionClaim), out var session))
        {
            await Reject(context);
            return;
        }

        if (now - used < RenewAfter || IsByItself(context.HttpContext)) return;
        if (now - RecordedAt(context.Properties) >= Domain.Identity.Sessions.UseSession.Unrecorded(IdleLimit))
        {
            var http = context.HttpContext;
            var origin = new CommandOrigin("UseSession", CorrelationId: CorrelationId.Of(http), Address: http.Connection.RemoteIpAddress?.ToString());
            if (!await signIn.Use(session, origin, http.RequestAborted))
            {
                await Reject(context);
                return;
            }

            context.Properties.Items[Recorded] = Text(now);
        }

        Renew(context.Properties, now);
        context.ShouldRenew = true;
    }

    // A page that is left open is not a person at work: its stream and what it reads anew by itself prolong nothing.
    private static bool IsByItself(HttpContext http) => PagesSetup.TakesCookie(http) || http.Request.Headers.ContainsKey(Live.LiveEndpoints.PageHeader);

    private void Renew(AuthenticationProperties properties, DateTimeOffset now)
    {
        properties.IssuedUtc = now;
        properties.ExpiresUtc = now + IdleLimit;
    }

    private static Task Reject(CookieValidatePrincipalContext context)
    {
        context.RejectPrincipal();
        return context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    private static DateTimeOffset RecordedAt(AuthenticationProperties properties) =>
        properties.Items.TryGetValue(Recorded, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MinValue;

    private static string Text(DateTimeOffset instant) => instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}

using System.Security.Claims;
using Crm.Api.Identity.ApiKeys;
using Crm.Api.Pages;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Api.Identity;

/// <summary>Puts the <see cref="Caller"/> behind the request's token, key or cookie in its features; a session that has ended is nobody.</summary>
public sealed class CallerMiddleware(RequestDelegate next, Callers callers, KeyCallers keys)
{
    /// <summary>The claim that names the session.</summary>
    public const string SessionClaim = "sid";

    public async Task Invoke(HttpContext http)
    {
        if (IsForAnybody(http))
        {
            await next(http);
            return;
        }

        // A key is for the API; where one is shown, nothing else is looked at.
        if (!PagesSetup.IsPage(http) && KeyTokens.Of(http.Request) is { } token)
        {
            var program = await keys.Find(token, http.Connection.RemoteIpAddress, http.RequestAborted);
            if (program is not null) http.Features.Set(program);
            http.User = program is null ? new ClaimsPrincipal() : new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, program.UserId.ToString())], "ApiKey"));
            await next(http);
            return;
        }

        if (http.User.FindFirstValue(SessionClaim) is { } text && Guid.TryParse(text, out var sessionId))
        {
            if (await callers.Find(sessionId, http.RequestAborted) is { } caller) http.Features.Set(caller);
            else http.User = new ClaimsPrincipal();
        }

        await next(http);
    }

    // Whether the process lives must not depend on the database, whoever asks; pages that anybody may open still say who is signed in.
    private static bool IsForAnybody(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null && !PagesSetup.IsPage(http);
}

using Crm.Api.Http;
using Crm.Api.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Crm.Api.Identity;

/// <summary>Lets a request through whose caller holds the endpoint's permission.</summary>
public sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (context.Resource is HttpContext http && Caller.Of(http)?.Has(requirement.Permission) is true) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>Lets a person with a session through.</summary>
public sealed class SessionHandler : AuthorizationHandler<SessionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, SessionRequirement requirement)
    {
        if (context.Resource is HttpContext http && Caller.Of(http) is { ApiKeyId: null }) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>401 for nobody, 403 naming the permission that is lacking; as problems, or as pages to people.</summary>
public sealed class AuthorizationAnswers(Problems problems, ForbiddenPage forbidden) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        if (Caller.Of(context) is null) return PagesSetup.IsPage(context) ? context.ChallengeAsync() : problems.Unauthenticated().ExecuteAsync(context);

        var lacking = authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<PermissionRequirement>().FirstOrDefault();
        var permission = lacking?.Permission ?? "session";
        return PagesSetup.IsPage(context) ? forbidden.Show(context, permission) : problems.Forbidden(permission).ExecuteAsync(context);
    }
}

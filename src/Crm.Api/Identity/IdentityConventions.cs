namespace Crm.Api.Identity;

/// <summary>What endpoints of the identity room have in common.</summary>
internal static class IdentityConventions
{
    /// <summary>After a command of this room the host looks at once what it changed, so that its next answer is not older than this one.</summary>
    public static RouteGroupBuilder KeepsUpWithItself(this RouteGroupBuilder group) => group.AddEndpointFilter(async (invocation, next) =>
    {
        var answer = await next(invocation);
        var http = invocation.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method)) await http.RequestServices.GetRequiredService<IdentityFeed>().Look(http.RequestAborted);
        return answer;
    });
}

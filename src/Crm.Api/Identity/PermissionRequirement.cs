using Microsoft.AspNetCore.Authorization;

namespace Crm.Api.Identity;

/// <summary>The permission an endpoint asks for, in any scope; how far it reaches is the query's and the command's question.</summary>
public sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

public static class PermissionEndpoints
{
    /// <summary>Lets only callers through who hold a permission; others get 403 naming it.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, string permission) where TBuilder : IEndpointConventionBuilder
    {
        if (!Permission.All.Contains(permission)) throw new ArgumentException($"There is no permission '{permission}'.", nameof(permission));

        var requirement = new PermissionRequirement(permission);
        return endpoint
            .WithMetadata(requirement)
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().AddRequirements(requirement));
    }

    /// <summary>For what a person does about himself and nobody else; a test holds the short list of these.</summary>
    /// <param name="keys">Whether a program with a key may too; what is about a session is not for it.</param>
    public static TBuilder RequireSignIn<TBuilder>(this TBuilder endpoint, bool keys = false) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(SignInRequired.Instance).RequireAuthorization(policy =>
        {
            policy.RequireAuthenticatedUser();
            if (!keys) policy.AddRequirements(SessionRequirement.Instance);
        });
}

/// <summary>Only for a person with a session, not for a program with a key.</summary>
public sealed class SessionRequirement : IAuthorizationRequirement
{
    public static readonly SessionRequirement Instance = new();
}

/// <summary>Marks the few endpoints that everybody who is signed in may use: about himself.</summary>
public sealed class SignInRequired
{
    public static readonly SignInRequired Instance = new();
}

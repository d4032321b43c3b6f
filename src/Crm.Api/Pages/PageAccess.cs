using Crm.Api.Identity;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Api.Pages;

/// <summary>Names the permission a page asks for, as <c>RequirePermission</c> does for an endpoint.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(string permission) : Attribute, IAuthorizeData, IAuthorizationRequirementData
{
    public string Permission => permission;

    // Set by nobody: the members are the framework's way of saying "signed in, by any scheme".
    string? IAuthorizeData.Policy { get; set; }
    string? IAuthorizeData.Roles { get; set; }
    string? IAuthorizeData.AuthenticationSchemes { get; set; }

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new PermissionRequirement(permission)];
}

/// <summary>Marks a page that everybody who is signed in may open: it is about himself.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SignedInAttribute : AuthorizeAttribute;

using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Api.Pages;

/// <summary>User name and password for a session behind a cookie. The session is the same as a token's and ends with it.</summary>
[AllowAnonymous]
[LooksAtCredentials]
[EnableRateLimiting(SessionEndpoints.SignInLimit)]
public sealed class SignInModel(SignIn signIn) : PageModel
{
    public string UserName { get; private set; } = "";
    public string ReturnUrl { get; private set; } = "/";
    public bool Refused { get; private set; }

    public IActionResult OnGet(string? returnUrl)
    {
        ReturnUrl = Local(returnUrl);
        return Caller.Of(HttpContext) is null ? Page() : LocalRedirect(ReturnUrl);
    }

    public async Task<IActionResult> OnPostAsync(string? userName, string? password, string? returnUrl, CancellationToken ct)
    {
        (UserName, ReturnUrl) = (userName ?? "", Local(returnUrl));
        var origin = CommandContext.For(HttpContext, "SignIn").Origin(null);
        var result = UserName.Length is > 0 and <= 100 && password is { Length: > 0 and <= 256 }
            ? await signIn.WithPassword(UserName, password, null, origin, ct)
            : SignInOutcome.Refused.Instance;
        if (result is not SignInOutcome.Opened { Session: var session })
        {
            Refused = true;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        await HttpContext.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            AccessTokens.Principal(session, CookieAuthenticationDefaults.AuthenticationScheme));
        return LocalRedirect(ReturnUrl);
    }

    private string Local(string? url) => Url.IsLocalUrl(url) ? url : "/";
}

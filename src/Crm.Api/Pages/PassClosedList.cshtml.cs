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

/// <summary>The one way in from an address on no list: name, password and code at once, for who may; an event of its own. Every no reads alike.</summary>
[AllowAnonymous]
[EnableRateLimiting(SessionEndpoints.SignInLimit)]
public sealed class PassClosedListModel(SignIn signIn, AddressGate gate) : PageModel
{
    public string UserName { get; private set; } = "";
    public bool Refused { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? userName, string? password, string? code, CancellationToken ct)
    {
        var request = new PassClosedListRequest(userName?.Trim() ?? "", password ?? "", code?.Trim() ?? "");
        UserName = request.UserName;
        var result = (await new PassClosedListRequestValidator().ValidateAsync(request, ct)).IsValid
            ? await signIn.PassingClosedList(
                request.UserName, request.Password, request.Code, SessionEndpoints.Device(HttpContext), CommandContext.For(HttpContext, "PassClosedList").Origin(null) with { Key = null }, ct)
            : SignInOutcome.Refused.Instance;
        if (result is SignInOutcome.Opened opened)
        {
            await HttpContext.SignInAsync(
                CookieAuthenticationDefaults.AuthenticationScheme, AccessTokens.Principal(opened.Session, CookieAuthenticationDefaults.AuthenticationScheme));
            return LocalRedirect("/");
        }

        gate.Refused(HttpContext, AccessRefusal.Credentials);
        Refused = true;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }
}

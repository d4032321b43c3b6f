using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Identity.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Api.Pages;

/// <summary>User name and password, then the second factor where there is one, for a session behind a cookie. The session is the same as a token's and ends with it.</summary>
/// <remarks>Whatever is wrong in a step is refused in the same words, and the step stays open.</remarks>
[AllowAnonymous]
[LooksAtCredentials]
[EnableRateLimiting(SessionEndpoints.SignInLimit)]
public sealed class SignInModel(SignIn signIn, AddressGate gate) : PageModel
{
    public string UserName { get; private set; } = "";
    public string ReturnUrl { get; private set; } = "/";
    public bool Refused { get; private set; }

    /// <summary>What the second step shows again; <c>null</c> in the first.</summary>
    public string? Ticket { get; private set; }

    /// <summary>The authenticator that has to be enrolled first.</summary>
    public SecondFactorSecret? Secret { get; private set; }

    /// <summary>Shown once, when an authenticator was enrolled on the way in.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; private set; }

    public IActionResult OnGet(string? returnUrl)
    {
        ReturnUrl = Local(returnUrl);
        return Caller.Of(HttpContext) is null ? Page() : LocalRedirect(ReturnUrl);
    }

    public async Task<IActionResult> OnPostAsync(string? userName, string? password, string? returnUrl, CancellationToken ct)
    {
        (UserName, ReturnUrl) = (userName ?? "", Local(returnUrl));
        var result = UserName.Length is > 0 and <= 100 && password is { Length: > 0 and <= 256 }
            ? await signIn.WithPassword(UserName, password, SessionEndpoints.Device(HttpContext), Origin("SignIn"), ct)
            : SignInOutcome.Refused.Instance;
        if (result is not SignInOutcome.SecondFactorAsked asked) return await Answer(result);

        Ticket = asked.Challenge;
        if (asked.Enrol) Secret = await signIn.OfferSecondFactor(asked.Challenge, Origin("OfferSecondFactorAtSignIn"), ct);
        return Page();
    }

    /// <summary>The second step: a code of the authenticator, or a recovery code.</summary>
    public async Task<IActionResult> OnPostCodeAsync(string? challenge, string? code, string? returnUrl, CancellationToken ct)
    {
        (Ticket, ReturnUrl) = (challenge ?? "", Local(returnUrl));
        return await Answer(IsCode(code)
            ? await signIn.WithSecondFactor(Ticket, code!.Trim(), SessionEndpoints.Device(HttpContext), Origin("SignInWithSecondFactor"), ct)
            : SignInOutcome.Refused.Instance);
    }

    /// <summary>The second step of somebody whose role demands an authenticator that he does not have yet: its first code.</summary>
    public async Task<IActionResult> OnPostEnrolAsync(string? challenge, string? code, string? secret, string? account, string? returnUrl, CancellationToken ct)
    {
        (Ticket, ReturnUrl) = (challenge ?? "", Local(returnUrl));
        // Shown again as it was offered; what counts is the one that was kept.
        Secret = new(secret ?? "", Totp.Uri(SecondFactors.Issuer, account ?? "", secret ?? ""));
        UserName = account ?? "";
        return await Answer(IsCode(code)
            ? await signIn.WithEnrolment(Ticket, code!.Trim(), SessionEndpoints.Device(HttpContext), Origin("EnrolSecondFactorAtSignIn"), ct)
            : SignInOutcome.Refused.Instance);
    }

    private async Task<IActionResult> Answer(SignInOutcome result)
    {
        if (result is not SignInOutcome.Opened opened)
        {
            gate.Refused(HttpContext, AccessRefusal.Credentials);
            Refused = true;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        await Enter(opened.Session);
        if (opened.RecoveryCodes is null) return LocalRedirect(ReturnUrl);

        RecoveryCodes = opened.RecoveryCodes;
        return Page();
    }

    private async Task Enter(Session session)
    {
        var principal = AccessTokens.Principal(session, CookieAuthenticationDefaults.AuthenticationScheme);
        await HttpContext.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, principal);
        // Forms of a page that is still to be shown are this user's.
        HttpContext.User = principal;
    }

    private CommandOrigin Origin(string command) => CommandContext.For(HttpContext, command).Origin(null) with { Key = null };

    private static bool IsCode(string? code) => code?.Trim() is { Length: > 0 and <= 40 };

    private string Local(string? url) => Url.IsLocalUrl(url) ? url : "/";
}

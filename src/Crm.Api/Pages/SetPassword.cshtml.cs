using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Api.Pages;

/// <summary>A password of one's own with the link that an administrator gave; it works once.</summary>
[AllowAnonymous]
[LooksAtCredentials]
[EnableRateLimiting(SessionEndpoints.SignInLimit)]
public sealed class SetPasswordModel(
    CommandRunner runner, UserUnits units, UserReader users, SignInFailures failures, NaturalKeys keys, Commands commands, Problems problems, IdentityFeed feed) : PageModel
{
    public string Token { get; private set; } = "";

    /// <summary>It came with the link and need not be seen.</summary>
    public bool FromLink { get; private set; }
    public bool Done { get; private set; }
    public FormRefusal? Refusal { get; private set; }

    public void OnGet(string? token) => (Token, FromLink) = (token ?? "", !string.IsNullOrEmpty(token));

    public async Task<IActionResult> OnPostAsync(string? token, string? password, string? again, CancellationToken ct)
    {
        (Token, FromLink) = (token?.Trim() ?? "", true);
        if (password != again) return Refuse(StatusCodes.Status400BadRequest, Texts.T("password.differ"));

        var request = new UsePasswordResetRequest(Token, password ?? "");
        if (await new UsePasswordResetRequestValidator().ValidateAsync(request, ct) is { IsValid: false }) return Refuse(StatusCodes.Status400BadRequest, Texts.T("form.invalid"));

        var result = await UserEndpoints.UseReset(
            request, CommandContext.For(HttpContext, "UsePasswordReset"), runner, units, users, failures, keys, commands, problems, ct);
        if (result is ProblemResult { Problem: var problem }) return Refuse(problem.Status ?? StatusCodes.Status409Conflict, problem.Detail ?? problem.Title ?? "");

        await feed.Look(ct);
        Done = true;
        return Page();
    }

    private PageResult Refuse(int status, string reason)
    {
        Refusal = new("password", reason, []);
        Response.StatusCode = status;
        return Page();
    }
}

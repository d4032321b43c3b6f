using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Me;

/// <summary>One's own access: the sessions, the second factor, the password.</summary>
[SignedIn]
public sealed class AccessModel(
    UserReader users, SessionReader reader, SignIn signIn, SecondFactors factors, SignInFailures failures, UserUnits units, Commands commands, Problems problems) : IdentityPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<SessionList>()];

    public UserView Person { get; private set; } = null!;
    public IReadOnlyList<SessionAnswer> Sessions { get; private set; } = [];

    /// <summary>An authenticator that was offered just now and has yet to show its first code.</summary>
    public SecondFactorSecret? Secret { get; private set; }

    /// <summary>Shown in this answer and never again.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Person = (await users.Find(Who.UserId, ct))!;
        Sessions = await reader.Of(Who.UserId, Who.SessionId, ct);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken ct) =>
        await Again(await Give("sessions", "EndOwnSession", null, id, (session, context) => SessionEndpoints.EndOwn(session, context, signIn, commands, ct), Shown, ct), ct);

    /// <summary>Ends every session of his but this one.</summary>
    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken ct)
    {
        foreach (var session in (await reader.Of(Who.UserId, Who.SessionId, ct)).Where(session => !session.Current))
            if (!await Give("sessions", "EndOwnSession", null, session.Id, (id, context) => SessionEndpoints.EndOwn(id, context, signIn, commands, ct), Shown, ct)) return await Again(false, ct);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostOfferAsync(string? password, CancellationToken ct)
    {
        Secret = await Ask<OwnPasswordRequest, SecondFactorSecret>(
            "factor", "OfferSecondFactor", null, new(password ?? ""), (body, context) => SecondFactorEndpoints.Offer(body, context, signIn, factors, problems, ct), ct);
        return await Again(false, ct);
    }

    public async Task<IActionResult> OnPostEnrolAsync(string? code, string? secret, CancellationToken ct)
    {
        var made = await Ask<CodeRequest, RecoveryCodesAnswer>(
            "factor", "EnrolSecondFactor", null, new(code?.Trim() ?? ""), (body, context) => SecondFactorEndpoints.Enrol(body, context, factors, failures, commands, problems, ct), ct);
        RecoveryCodes = made?.Codes;
        await Again(false, ct);
        // A wrong code does not lose the secret that was typed into the authenticator.
        if (made is null && !Person.HasSecondFactor && !string.IsNullOrEmpty(secret)) Secret = new(secret, Domain.Identity.Users.Totp.Uri(SecondFactors.Issuer, Person.UserName, secret));
        return Page();
    }

    public async Task<IActionResult> OnPostRenewAsync(string? code, CancellationToken ct)
    {
        RecoveryCodes = (await Ask<CodeRequest, RecoveryCodesAnswer>(
            "factor", "MakeRecoveryCodes", null, new(code?.Trim() ?? ""), (body, context) => SecondFactorEndpoints.Renew(body, context, factors, failures, commands, problems, ct), ct))?.Codes;
        return await Again(false, ct);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? code, CancellationToken ct) => await Again(
        await Give("factor", "RemoveSecondFactor", null, new CodeRequest(code?.Trim() ?? ""),
            (body, context) => SecondFactorEndpoints.Remove(body, context, factors, failures, commands, problems, ct), Shown, ct), ct);

    public async Task<IActionResult> OnPostPasswordAsync(string? old, string? password, string? again, CancellationToken ct)
    {
        if (password != again)
        {
            Refuse("password", StatusCodes.Status400BadRequest, Texts.T("password.differ"), []);
            return await Again(false, ct);
        }

        return await Again(
            await Give("password", "ChangeOwnPassword", null, new ChangePasswordRequest(old ?? "", password ?? ""),
                (body, context) => UserEndpoints.ChangeOwn(body, context, commands, units, signIn, problems, ct), Shown, ct), ct);
    }

    // A form that was done comes back to the page; one that was refused is shown with what was typed.
    private async Task<IActionResult> Again(bool done, CancellationToken ct)
    {
        if (done) return RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}

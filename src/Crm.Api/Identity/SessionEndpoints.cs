using Crm.Api.Http;
using Crm.Api.Identity.Access;
using Crm.Api.Queries;
using Crm.Domain.Identity.Sessions;
using Crm.Projections.Identity;
using FluentValidation;

namespace Crm.Api.Identity;

/// <summary>Signing in, staying signed in, signing out; and the sessions one has.</summary>
public static class SessionEndpoints
{
    public const string SignInLimit = "sign-in";

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var identity = routes.MapGroup("/api/identity").WithTags("Identity").KeepsUpWithItself();

        identity.MapPost("/sign-in", SignInWithPassword)
            .WithName("SignIn")
            .WithSummary("Exchange user name and password for an access token and a refresh token; 202 asks for the second factor")
            .WithExample(new SignInRequest("ana.agent", "the password"))
            .Produces<SessionTokens>().Produces<SecondFactorAnswer>(StatusCodes.Status202Accepted)
            .ForCredentials();

        identity.MapPost("/sign-in/second-factor", SignInWithCode)
            .WithName("SignInWithSecondFactor")
            .WithSummary("The second step: a code of the authenticator, or a recovery code")
            .WithExample(new SecondFactorRequest("the challenge", "123456"))
            .Produces<SessionTokens>()
            .ForCredentials();

        identity.MapPost("/sign-in/second-factor/offer", OfferWhileSigningIn)
            .WithName("OfferSecondFactorAtSignIn")
            .WithSummary("A secret for the authenticator of somebody whose role demands one before it lets him in")
            .WithExample(new ChallengeRequest("the challenge"))
            .Produces<SecondFactorSecret>()
            .ForCredentials();

        identity.MapPost("/sign-in/second-factor/enrol", EnrolWhileSigningIn)
            .WithName("EnrolSecondFactorAtSignIn")
            .WithSummary("The first code of that authenticator: it counts from now on, and one is signed in; the recovery codes are shown once")
            .WithExample(new SecondFactorRequest("the challenge", "123456"))
            .Produces<SessionTokens>()
            .ForCredentials();

        identity.MapPost("/sign-in/pass-closed-list", PassClosedList)
            .WithName("PassClosedList")
            .WithSummary("Sign in from an address on no list: with password and code at once, for who may; recorded as such")
            .WithExample(new PassClosedListRequest("ana.admin", "the password", "123456"))
            .Produces<SessionTokens>()
            .ForCredentials(closedList: false);

        identity.MapPost("/refresh", Refresh)
            .WithName("RefreshSession")
            .WithSummary("Exchange a refresh token for new tokens; each works once, and a spent one ends the session")
            .WithExample(new RefreshRequest("the refresh token"))
            .Produces<SessionTokens>()
            .ForCredentials(closedList: false);

        identity.MapPost("/sign-out", SignOut)
            .WithName("SignOut")
            .WithSummary("End the session of the access token, on every host")
            .RequireSignIn();

        identity.MapGet("/me", Me)
            .WithName("Me")
            .WithSummary("Who I am and what I may do")
            .Produces<MeAnswer>()
            .RequireSignIn(keys: true);

        identity.MapGet("/me/sessions", ListOwn)
            .WithName("ListOwnSessions")
            .WithSummary("My sessions that count")
            .Produces<IReadOnlyList<SessionAnswer>>()
            .Reads<SessionList>()
            .RequireSignIn();

        identity.MapPost("/me/sessions/{id:guid}/end", EndOwn)
            .WithName("EndOwnSession")
            .WithSummary("End a session of mine")
            .Produces<CommandAnswer>()
            .RequireSignIn();
    }

    // Signing in takes time and tells things: limited by address, and closed to addresses on no list before anything is looked at.
    internal static RouteHandlerBuilder ForCredentials(this RouteHandlerBuilder endpoint, bool closedList = true)
    {
        endpoint.RequireRateLimiting(SignInLimit).AllowAnonymous();
        return closedList ? endpoint.WithMetadata(LooksAtCredentials.Instance) : endpoint;
    }

    private static async Task<IResult> SignInWithPassword(
        SignInRequest request, CommandContext context, SignIn signIn, SignInAnswers answers, HttpContext http, CancellationToken ct) =>
        answers.Of(await signIn.WithPassword(request.UserName, request.Password, Device(http), Origin(context), ct), http);

    private static async Task<IResult> SignInWithCode(
        SecondFactorRequest request, CommandContext context, SignIn signIn, SignInAnswers answers, HttpContext http, CancellationToken ct) =>
        answers.Of(await signIn.WithSecondFactor(request.Challenge, request.Code, Device(http), Origin(context), ct), http);

    private static async Task<IResult> OfferWhileSigningIn(ChallengeRequest request, CommandContext context, SignIn signIn, Problems problems, CancellationToken ct) =>
        await signIn.OfferSecondFactor(request.Challenge, Origin(context), ct) is { } secret
            ? TypedResults.Ok(secret)
            : problems.Of(StatusCodes.Status401Unauthorized, "sign-in-refused");

    private static async Task<IResult> EnrolWhileSigningIn(
        SecondFactorRequest request, CommandContext context, SignIn signIn, SignInAnswers answers, HttpContext http, CancellationToken ct) =>
        answers.Of(await signIn.WithEnrolment(request.Challenge, request.Code, Device(http), Origin(context), ct), http);

    private static async Task<IResult> PassClosedList(
        PassClosedListRequest request, CommandContext context, SignIn signIn, SignInAnswers answers, HttpContext http, CancellationToken ct) =>
        answers.Of(await signIn.PassingClosedList(request.UserName, request.Password, request.Code, Device(http), Origin(context), ct), http);

    private static async Task<IResult> Refresh(
        RefreshRequest request, CommandContext context, SignIn signIn, AccessTokens tokens, AddressGate gate, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (tokens.ReadRefresh(request.RefreshToken) is not { } shown) return problems.Of(StatusCodes.Status401Unauthorized, "refresh-refused");
        if (!await gate.Lets(shown.SessionId, http, ct)) return problems.Of(StatusCodes.Status403Forbidden, "address-refused");

        return await signIn.Refresh(shown.SessionId, shown.Generation, Origin(context), ct) is { } session
            ? TypedResults.Ok(tokens.For(session))
            : problems.Of(StatusCodes.Status401Unauthorized, "refresh-refused");
    }

    private static async Task<IResult> SignOut(HttpContext http, CommandContext context, SignIn signIn, Commands commands, CancellationToken ct) =>
        commands.Answer(await signIn.SignOut(Caller.Of(http)!.SessionId, context.Origin(null), ct));

    private static async Task<IResult> Me(HttpContext http, UserReader users, Problems problems, CancellationToken ct)
    {
        var caller = Caller.Of(http)!;
        return await users.Find(caller.UserId, ct) is { } user
            ? TypedResults.Ok(new MeAnswer(
                caller.UserId.Value, user.UserName, user.FullName, user.Language, user.Zone,
                [.. user.Grants.Select(GrantAnswer.Of)], [.. caller.Permissions.Order(StringComparer.Ordinal)], user.HasSecondFactor, user.RecoveryCodesLeft))
            : problems.NotFound();
    }

    internal static async Task<IResult> ListOwn(HttpContext http, SessionReader sessions, CancellationToken ct)
    {
        var caller = Caller.Of(http)!;
        return TypedResults.Ok(await sessions.Of(caller.UserId, caller.SessionId, ct));
    }

    internal static async Task<IResult> EndOwn(Guid id, CommandContext context, SignIn signIn, Commands commands, CancellationToken ct) =>
        commands.Answer(await signIn.End(id, new(SessionEnd.EndedFromOutside, context.Actor), context.Actor, context.Origin(null), ct));

    private static CommandOrigin Origin(CommandContext context) => context.Origin(null) with { Key = null };

    internal static string? Device(HttpContext http) =>
        http.Request.Headers.UserAgent is { Count: > 0 } agent ? Texts.Short(agent.ToString(), 200) : null;
}

/// <summary>What a step of signing in answers.</summary>
public sealed class SignInAnswers(AccessTokens tokens, AddressGate gate, Problems problems)
{
    public IResult Of(SignInOutcome result, HttpContext http)
    {
        if (result is SignInOutcome.Refused) gate.Refused(http, AccessRefusal.Credentials);
        return result switch
        {
            SignInOutcome.Opened opened => TypedResults.Ok(tokens.For(opened.Session) with { RecoveryCodes = opened.RecoveryCodes }),
            SignInOutcome.SecondFactorAsked asked => TypedResults.Accepted((string?)null, new SecondFactorAnswer(asked.Challenge, (int)SignInChallenges.Lifetime.TotalSeconds, asked.Enrol)),
            _ => problems.Of(StatusCodes.Status401Unauthorized, "sign-in-refused"),
        };
    }
}

public sealed record SignInRequest(string UserName, string Password);

public sealed class SignInRequestValidator : AbstractValidator<SignInRequest>
{
    public SignInRequestValidator()
    {
        RuleFor(request => request.UserName).NotEmpty().MaximumLength(100);
        RuleFor(request => request.Password).NotEmpty().MaximumLength(256);
    }
}

/// <param name="Challenge">What the first step answered.</param>
public sealed record ChallengeRequest(string Challenge);

public sealed class ChallengeRequestValidator : AbstractValidator<ChallengeRequest>
{
    public ChallengeRequestValidator() => RuleFor(request => request.Challenge).NotEmpty().MaximumLength(2000);
}

/// <param name="Code">Six digits, or a recovery code.</param>
public sealed record SecondFactorRequest(string Challenge, string Code);

public sealed class SecondFactorRequestValidator : AbstractValidator<SecondFactorRequest>
{
    public SecondFactorRequestValidator()
    {
        RuleFor(request => request.Challenge).NotEmpty().MaximumLength(2000);
        RuleFor(request => request.Code).NotEmpty().MaximumLength(40);
    }
}

public sealed record PassClosedListRequest(string UserName, string Password, string Code);

public sealed class PassClosedListRequestValidator : AbstractValidator<PassClosedListRequest>
{
    public PassClosedListRequestValidator()
    {
        RuleFor(request => request.UserName).NotEmpty().MaximumLength(100);
        RuleFor(request => request.Password).NotEmpty().MaximumLength(256);
        RuleFor(request => request.Code).NotEmpty().MaximumLength(40);
    }
}

/// <param name="ExpiresIn">Seconds for which the challenge is good.</param>
/// <param name="Enrol">Whether an authenticator has to be enrolled first.</param>
public sealed record SecondFactorAnswer(string Challenge, int ExpiresIn, bool Enrol);

public sealed record RefreshRequest(string RefreshToken);

public sealed class RefreshRequestValidator : AbstractValidator<RefreshRequest>
{
    public RefreshRequestValidator() => RuleFor(request => request.RefreshToken).NotEmpty().MaximumLength(2000);
}

/// <param name="Permissions">Those held in any scope, now.</param>
public sealed record MeAnswer(
    Guid Id, string UserName, string FullName, string Language, string Zone, IReadOnlyList<GrantAnswer> Roles, IReadOnlyList<string> Permissions, bool HasSecondFactor,
    int RecoveryCodesLeft);

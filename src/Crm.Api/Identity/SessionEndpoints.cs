using Crm.Api.Http;
using FluentValidation;

namespace Crm.Api.Identity;

/// <summary>Signing in, staying signed in, signing out.</summary>
public static class SessionEndpoints
{
    public const string SignInLimit = "sign-in";

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var identity = routes.MapGroup("/api/identity").WithTags("Identity");

        identity.MapPost("/sign-in", SignInWithPassword)
            .WithName("SignIn")
            .WithSummary("Exchange user name and password for an access token and a refresh token")
            .WithExample(new SignInRequest("ana.agent", "the password"))
            .Produces<SessionTokens>()
            .RequireRateLimiting(SignInLimit)
            .AllowAnonymous();

        identity.MapPost("/refresh", Refresh)
            .WithName("RefreshSession")
            .WithSummary("Exchange a refresh token for new tokens; each works once, and a spent one ends the session")
            .WithExample(new RefreshRequest("the refresh token"))
            .Produces<SessionTokens>()
            .RequireRateLimiting(SignInLimit)
            .AllowAnonymous();

        identity.MapPost("/sign-out", SignOut)
            .WithName("SignOut")
            .WithSummary("End the session of the access token, on every host")
            .RequireSignIn();

        identity.MapGet("/me", Me)
            .WithName("Me")
            .WithSummary("Who I am and what I may do")
            .Produces<MeAnswer>()
            .RequireSignIn();
    }

    private static async Task<IResult> SignInWithPassword(
        SignInRequest request, CommandContext context, SignIn signIn, AccessTokens tokens, Problems problems, CancellationToken ct) =>
        await signIn.WithPassword(request.UserName, request.Password, context.Origin(null) with { Key = null }, ct) is { } session
            ? TypedResults.Ok(tokens.For(session))
            : problems.Of(StatusCodes.Status401Unauthorized, "sign-in-refused");

    private static async Task<IResult> Refresh(
        RefreshRequest request, CommandContext context, SignIn signIn, AccessTokens tokens, Problems problems, CancellationToken ct) =>
        tokens.ReadRefresh(request.RefreshToken) is { } shown
        && await signIn.Refresh(shown.SessionId, shown.Generation, context.Origin(null) with { Key = null }, ct) is { } session
            ? TypedResults.Ok(tokens.For(session))
            : problems.Of(StatusCodes.Status401Unauthorized, "refresh-refused");

    private static async Task<IResult> SignOut(HttpContext http, CommandContext context, SignIn signIn, Commands commands, CancellationToken ct) =>
        commands.Answer(await signIn.SignOut(Caller.Of(http)!.SessionId, context.Origin(null), ct));

    private static async Task<IResult> Me(HttpContext http, UserReader users, Problems problems, CancellationToken ct)
    {
        var caller = Caller.Of(http)!;
        return await users.Find(caller.UserId, ct) is { } user
            ? TypedResults.Ok(new MeAnswer(
                caller.UserId.Value, user.UserName, user.FullName, user.Language, user.Zone,
                [.. user.Grants.Select(GrantAnswer.Of)], [.. caller.Permissions.Order(StringComparer.Ordinal)]))
            : problems.NotFound();
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

public sealed record RefreshRequest(string RefreshToken);

public sealed class RefreshRequestValidator : AbstractValidator<RefreshRequest>
{
    public RefreshRequestValidator() => RuleFor(request => request.RefreshToken).NotEmpty().MaximumLength(2000);
}

/// <param name="Permissions">Those held in any scope, now.</param>
public sealed record MeAnswer(
    Guid Id, string UserName, string FullName, string Language, string Zone, IReadOnlyList<GrantAnswer> Roles, IReadOnlyList<string> Permissions);

using Crm.Api.Http;
using FluentValidation;

namespace Crm.Api.Identity;

/// <summary>One's own authenticator and recovery codes.</summary>
public static class SecondFactorEndpoints
{
    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var factor = routes.MapGroup("/api/identity/me/second-factor").WithTags("Identity").KeepsUpWithItself();

        factor.MapPost("/offer", Offer)
            .WithName("OfferSecondFactor")
            .WithSummary("A secret for my authenticator; it counts once I have shown a code")
            .WithExample(new OwnPasswordRequest("my password"))
            .Produces<SecondFactorSecret>()
            .RequireSignIn();

        factor.MapPost("/enrol", Enrol)
            .WithName("EnrolSecondFactor")
            .WithSummary("Show the first code of my authenticator; answers the recovery codes, once")
            .WithExample(new CodeRequest("123456"))
            .Produces<RecoveryCodesAnswer>()
            .RequireSignIn();

        factor.MapPost("/recovery-codes", Renew)
            .WithName("MakeRecoveryCodes")
            .WithSummary("New recovery codes in place of the old ones")
            .WithExample(new CodeRequest("123456"))
            .Produces<RecoveryCodesAnswer>()
            .RequireSignIn();

        factor.MapPost("/remove", Remove)
            .WithName("RemoveSecondFactor")
            .WithSummary("Do without a second factor, if my roles let me; my sessions end")
            .WithExample(new CodeRequest("123456"))
            .Produces<CommandAnswer>()
            .RequireSignIn();
    }

    internal static async Task<IResult> Offer(
        OwnPasswordRequest request, CommandContext context, SignIn signIn, SecondFactors factors, Problems problems, CancellationToken ct)
    {
        if (!await signIn.IsPasswordOf(context.Actor, request.Password, context.Address, ct)) return problems.Of(StatusCodes.Status401Unauthorized, "sign-in-refused");

        return await factors.Offer(context.Actor, context.Origin(null) with { Key = null }, ct) is { } secret
            ? TypedResults.Ok(secret)
            : problems.Refused(new("identity.second-factor-enrolled", "There is an authenticator already; have it reset first.", []));
    }

    internal static Task<IResult> Enrol(
        CodeRequest request, CommandContext context, SecondFactors factors, SignInFailures failures, Commands commands, Problems problems, CancellationToken ct) =>
        Counted(context, failures, problems, async origin => Answer(await factors.Enrol(context.Actor, request.Code, origin, ct), commands), ct);

    internal static Task<IResult> Renew(
        CodeRequest request, CommandContext context, SecondFactors factors, SignInFailures failures, Commands commands, Problems problems, CancellationToken ct) =>
        Counted(context, failures, problems, async origin => Answer(await factors.Renew(context.Actor, request.Code, origin, ct), commands), ct);

    internal static Task<IResult> Remove(
        CodeRequest request, CommandContext context, SecondFactors factors, SignInFailures failures, Commands commands, Problems problems, CancellationToken ct) =>
        Counted(context, failures, problems, async origin =>
        {
            var outcome = await factors.Remove(context.Actor, request.Code, origin, ct);
            return (commands.Answer(outcome), outcome is CommandOutcome.Done);
        }, ct);

    private static (IResult, bool) Answer((CommandOutcome Outcome, IReadOnlyList<string> Codes) made, Commands commands) => made.Outcome is CommandOutcome.Done
        ? (TypedResults.Ok(new RecoveryCodesAnswer(made.Codes)), true)
        : (commands.Answer(made.Outcome), false);

    // Codes are guessed at no better here than at the door: wrong ones count, and lock.
    private static async Task<IResult> Counted(
        CommandContext context, SignInFailures failures, Problems problems, Func<CommandOrigin, Task<(IResult Answer, bool Right)>> act, CancellationToken ct)
    {
        if (await failures.Allow(context.Actor.Value, context.Address, ct) is not { } taken) return problems.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", SignInFailures.FirstLock);

        // A repeated request must not be given the codes of another: it is decided anew.
        var (answer, right) = await act(context.Origin(null) with { Key = null });
        if (right) await failures.Succeeded(taken, ct);
        return answer;
    }
}

public sealed record OwnPasswordRequest(string Password);

public sealed class OwnPasswordRequestValidator : AbstractValidator<OwnPasswordRequest>
{
    public OwnPasswordRequestValidator() => RuleFor(request => request.Password).NotEmpty().MaximumLength(256);
}

public sealed record CodeRequest(string Code);

public sealed class CodeRequestValidator : AbstractValidator<CodeRequest>
{
    public CodeRequestValidator() => RuleFor(request => request.Code).NotEmpty().MaximumLength(40);
}

/// <param name="Codes">Each works once, in place of the authenticator. Shown now and never again.</param>
public sealed record RecoveryCodesAnswer(IReadOnlyList<string> Codes);

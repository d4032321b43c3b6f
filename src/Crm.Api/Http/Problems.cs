using System.Globalization;
using System.Text.Json;
using Crm.Api.Files;
using Crm.Domain.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Http;

/// <summary>Every error answer of the product: RFC 9457 <c>application/problem+json</c> with a stable <c>type</c>.</summary>
public sealed class Problems(RefusalTexts texts)
{
    /// <summary>409: the business says no. The code is the contract; title and detail are for people, in the caller's language.</summary>
    public IResult Refused(Refusal refusal, long? recordedAt = null) => Result(StatusCodes.Status409Conflict, refusal.Code, problem =>
    {
        problem.Title = RefusalTexts.Title;
        problem.Detail = texts.Of(refusal);
        problem.Extensions["code"] = refusal.Code;
        problem.Extensions["fields"] = refusal.Fields.Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
        problem.Extensions["figures"] = refusal.Figures;
        if (recordedAt is { } position) problem.Extensions["position"] = position;
    }, recordedAt is { } at ? new() { ["Crm-Position"] = at.ToString(CultureInfo.InvariantCulture) } : null);

    public IResult NotFound() => Result(StatusCodes.Status404NotFound, "not-found", "not_found");

    public IResult Stale(long actual) => Result(StatusCodes.Status412PreconditionFailed, "stale", problem =>
    {
        (problem.Title, problem.Detail) = texts.Standard("stale");
        problem.Extensions["version"] = actual;
    }, new() { ["ETag"] = new EntityTag(actual).ToString() });

    public IResult MalformedIfMatch() => Result(StatusCodes.Status400BadRequest, "malformed-if-match", "malformed_if_match");

    public IResult IfMatchMissing() => Result(StatusCodes.Status428PreconditionRequired, "if-match-required", "if_match_required");

    public IResult KeyReused() => Result(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "idempotency_key_reused");

    public IResult Contended() => Result(StatusCodes.Status409Conflict, "concurrent-change", problem =>
        (problem.Title, problem.Detail) = texts.Standard("concurrent_change"), new() { ["Retry-After"] = "1" });

    /// <summary>400 with what is wrong by member.</summary>
    public IResult Invalid(IReadOnlyDictionary<string, string[]> errors) => Result(StatusCodes.Status400BadRequest, "invalid", problem =>
    {
        (problem.Title, problem.Detail) = texts.Standard("invalid");
        problem.Extensions["errors"] = errors;
    });

    /// <summary>400 about one member.</summary>
    public IResult Invalid(string field, string message) => Invalid(new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>400: a file cannot be read, or not beyond a line.</summary>
    public IResult Unreadable(UnreadableFileException unreadable) => Result(StatusCodes.Status400BadRequest, unreadable.Code, problem =>
    {
        (problem.Title, _) = texts.Standard("invalid");
        problem.Detail = unreadable.Reason.In(CultureInfo.CurrentUICulture.Name);
        problem.Extensions["code"] = unreadable.Code;
        if (unreadable.Line > 0) problem.Extensions["line"] = unreadable.Line;
    });

    /// <summary>403 that names the permission which is lacking.</summary>
    public IResult Forbidden(string permission) => Result(StatusCodes.Status403Forbidden, "permission-lacking", problem =>
    {
        (problem.Title, problem.Detail) = texts.Standard("permission_lacking", permission);
        problem.Extensions["permission"] = permission;
    });

    public IResult Unauthenticated() => Result(StatusCodes.Status401Unauthorized, "sign-in-required", problem =>
        (problem.Title, problem.Detail) = texts.Standard("sign_in_required"), new() { ["WWW-Authenticate"] = "Bearer" });

    /// <summary>Any other status with one of the standard texts.</summary>
    public IResult Of(int status, string code, TimeSpan? retryAfter = null) => Result(status, code, problem =>
        (problem.Title, problem.Detail) = texts.Standard(code.Replace('-', '_')),
        retryAfter is { } wait ? new() { ["Retry-After"] = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture) } : null);

    private ProblemResult Result(int status, string code, string text) =>
        Result(status, code, problem => (problem.Title, problem.Detail) = texts.Standard(text));

    private static ProblemResult Result(int status, string code, Action<ProblemDetails> fill, Dictionary<string, string>? headers = null)
    {
        var problem = new ProblemDetails { Status = status, Type = "urn:crm:" + code };
        fill(problem);
        return new(problem, headers);
    }
}

/// <summary>A problem with its headers; carries the correlation id so that a person can quote it.</summary>
public sealed class ProblemResult(ProblemDetails problem, IReadOnlyDictionary<string, string>? headers = null) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => problem.Status;
    public ProblemDetails Problem => problem;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        foreach (var (name, value) in headers ?? new Dictionary<string, string>()) httpContext.Response.Headers[name] = value;
        problem.Instance ??= httpContext.Request.Path;
        problem.Extensions["correlationId"] = CorrelationId.Of(httpContext);
        return TypedResults.Problem(problem).ExecuteAsync(httpContext);
    }
}

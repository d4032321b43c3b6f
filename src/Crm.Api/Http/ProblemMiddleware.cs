using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Domain.Kernel;
using Crm.EventStore.Append;
using Npgsql;

namespace Crm.Api.Http;

/// <summary>Turns what went wrong into <c>problem+json</c>: also empty answers of the framework, never a stack trace.</summary>
public sealed partial class ProblemMiddleware(RequestDelegate next, Problems problems, ILogger<ProblemMiddleware> logger)
{
    private static readonly TimeSpan DatabaseRetry = TimeSpan.FromSeconds(2);

    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                await OfStatus(http.Response.StatusCode).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Who went in the middle of an answer has had its status already.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var problem = Of(exception);
            if (problem is IStatusCodeHttpResult { StatusCode: 500 }) logger.LogError(exception, "Unexpected failure of {CorrelationId}", CorrelationId.Of(http));

            var correlation = http.Response.Headers[CorrelationId.Header];
            http.Response.Clear();
            http.Response.Headers[CorrelationId.Header] = correlation;
            SecurityHeaders.Apply(http);
            await problem.ExecuteAsync(http);
        }
    }

    private IResult Of(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest, InnerException: JsonException json } => Malformed(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => Unbound(bad.Message),
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        JsonException json => Malformed(json),
        RequestProblemException request => request.Problem(problems),
        InvalidEventTextException text => problems.Invalid("body", text.Message),
        _ when IsUnavailable(exception) => problems.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", DatabaseRetry),
        _ => problems.Of(StatusCodes.Status500InternalServerError, "internal"),
    };

    /// <summary>Whether the database is away or overwhelmed, so that the same request may succeed later.</summary>
    internal static bool IsUnavailable(Exception exception) => exception switch
    {
        StoreUnavailableException => true,
        // Connection exceptions, shutting down, starting up, too many connections; also a time limit of ours.
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is "57P01" or "57P02" or "57P03" or "53300" || postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException => true,
        DbException { InnerException: { } inner } => IsUnavailable(inner),
        TimeoutException => true,
        AggregateException { InnerException: { } inner } => IsUnavailable(inner),
        _ => false,
    };

    private IResult OfStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => problems.Of(status, "bad-request"),
        StatusCodes.Status401Unauthorized => problems.Unauthenticated(),
        StatusCodes.Status404NotFound => problems.NotFound(),
        StatusCodes.Status405MethodNotAllowed => problems.Of(status, "method-not-allowed"),
        StatusCodes.Status413PayloadTooLarge => problems.Of(status, "payload-too-large"),
        StatusCodes.Status415UnsupportedMediaType => problems.Of(status, "unsupported-media-type"),
        StatusCodes.Status429TooManyRequests => problems.Of(status, "too-many-requests", TimeSpan.FromMinutes(1)),
        StatusCodes.Status503ServiceUnavailable => problems.Of(status, "unavailable", DatabaseRetry),
        >= 500 => problems.Of(status, "internal"),
        _ => problems.Of(status, "bad-request"),
    };

    private IResult Malformed(JsonException json)
    {
        var place = string.IsNullOrEmpty(json.Path) || json.Path == "$" ? "body" : json.Path.TrimStart('$', '.');
        var line = json.LineNumber is { } at ? $" ({Say("línea", "line")} {at + 1}, byte {json.BytePositionInLine + 1})" : "";
        return problems.Invalid(place, WithoutPlace(json.Message, place) + line);
    }

    // The serializer's message ends with its own account of path and line, and names CLR types that mean nothing outside.
    private static string WithoutPlace(string message, string place)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        var text = end < 0 ? message : message[..end];
        return text switch
        {
            _ when text.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) => Say("Este miembro no se conoce aquí.", "This member is not known here."),
            _ when text.Contains("could not be converted to", StringComparison.Ordinal) =>
                ChoicesOf(text, place) is { } choices ? NoneOf(choices) : Say("El valor no es del tipo o la forma que se pide.", "The value is of the wrong type or form."),
            _ when text.Contains("missing required", StringComparison.Ordinal) => Say("Faltan miembros: ", "Members are missing: ") + text[(text.LastIndexOf(':') + 1)..].Trim(),
            _ when text.Contains("null", StringComparison.Ordinal) && text.Contains("constructor parameter", StringComparison.Ordinal) => Say("El valor no puede ser nulo.", "The value may not be null."),
            // The serializer's own account of JSON that is broken.
            _ => Say("El cuerpo no es JSON bien formado: ", "") + text,
        };
    }

    private static string Say(string spanish, string english) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es" ? spanish : english;

    // Where one of a few words is asked for, those words, as they are written. The serializer names the word's type, or that of the record it is in.
    private static string? ChoicesOf(string message, string place)
    {
        if (ClrType().Match(message) is not { Success: true, Value: var name }) return null;

        var type = typeof(Refusal).Assembly.GetType(name) ?? typeof(ProblemMiddleware).Assembly.GetType(name);
        if (type is { IsEnum: false })
        {
            var member = place.Split('.')[^1].Split('[')[0];
            type = type.GetProperty(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;
            if (type is { IsGenericType: true }) type = type.GetGenericArguments()[0];
        }

        return type is { IsEnum: true } ? Words(type) : null;
    }

    private static string Words(Type type) => string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName));

    private static string NoneOf(string choices) => Say("El valor no es ninguno de estos: ", "The value is none of these: ") + choices + ".";

    [GeneratedRegex(@"Crm\.[\w.+]+\w")]
    private static partial Regex ClrType();

    // "Failed to bind parameter "Nullable<Choice<SaleState>> State" from "x".", or that a body is missing.
    private IResult Unbound(string message)
    {
        var (type, name) = !message.Contains("body", StringComparison.Ordinal) && message.Split('"') is [_, var parameter, ..] && parameter.Split(' ') is [.. var before, { Length: > 0 } last]
            ? (string.Concat(before), JsonNamingPolicy.CamelCase.ConvertName(last))
            : ("", "body");
        var word = type.TrimEnd('>', '?').Split('<')[^1];
        return problems.Invalid(name, Asked.Value.GetValueOrDefault(word) is { } choices ? NoneOf(choices) : Say("El valor falta o está mal escrito.", "The value is missing or malformed."));
    }

    // The words of every enum that only one type of ours has the name of; a binding error names it without its namespace.
    private static readonly Lazy<FrozenDictionary<string, string>> Asked = new(() => ((Assembly[])[typeof(Refusal).Assembly, typeof(Crm.Projections.ReadModels).Assembly, typeof(ProblemMiddleware).Assembly])
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.IsEnum)
        .GroupBy(type => type.Name, (name, types) => (Name: name, Types: types.ToList()))
        .Where(named => named.Types.Count == 1)
        .ToFrozenDictionary(named => named.Name, named => Words(named.Types[0])));
}

/// <summary>Ends a request with a problem from deep inside, where no result can be returned: while binding, or in a filter of a query.</summary>
public sealed class RequestProblemException(Func<Problems, IResult> problem) : Exception("The request is answered with a problem.")
{
    public Func<Problems, IResult> Problem => problem;
}

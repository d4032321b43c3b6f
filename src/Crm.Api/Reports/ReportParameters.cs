using System.Globalization;
using Crm.Api.Files;
using Crm.Api.Http;

namespace Crm.Api.Reports;

/// <summary>What is asked of a report: <c>?campaign=&amp;from=&amp;to=&amp;columns=a,b&amp;format=csv|xlsx&amp;language=es|en</c>.</summary>
/// <param name="Columns">By name, in their order; none: all.</param>
/// <param name="Spanish">Whether headers and words are Spanish: as asked, otherwise the caller's language.</param>
public sealed record ReportParameters(CommandContext Context, Guid? Campaign, DateOnly? From, DateOnly? To, IReadOnlyList<string> Columns, ExportFormat Format, bool Spanish)
{
    public static async ValueTask<ReportParameters?> BindAsync(HttpContext http, System.Reflection.ParameterInfo parameter)
    {
        var query = http.Request.Query;
        var format = query["format"] is { Count: > 0 } text ? text.ToString() : "csv";
        if (format is not ("csv" or "xlsx")) throw Wrong("format", "csv or xlsx.");
        var language = query["language"] is { Count: > 0 } asked ? asked.ToString() : CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        if (query["language"].Count > 0 && language is not ("es" or "en")) throw Wrong("language", "es or en.");

        var (from, to) = (Date(query, "from"), Date(query, "to"));
        if (to < from) throw Wrong("to", "The period ends after it begins.");

        return new(
            (await CommandContext.BindAsync(http, parameter))!,
            query["campaign"] is { Count: > 0 } id ? Guid.TryParse(id, out var campaign) ? campaign : throw Wrong("campaign", "An id.") : null, from, to,
            query["columns"] is { Count: > 0 } columns ? columns.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [],
            format is "xlsx" ? ExportFormat.Xlsx : ExportFormat.Csv, language == "es");
    }

    internal static RequestProblemException Wrong(string field, string message) => new(problems => problems.Invalid(field, message));

    private static DateOnly? Date(IQueryCollection query, string name) =>
        query[name] is not { Count: > 0 } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw Wrong(name, "A date as 2026-11-30.");
}

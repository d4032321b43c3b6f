using System.Globalization;
using System.Text;
using Crm.Api.Http;
using Crm.Api.Identity;
using Dapper;

namespace Crm.Api.Queries;

/// <summary>A column a list is sorted on.</summary>
/// <param name="Type">Its type in the database; the values of a cursor are cast to it.</param>
public sealed record SortKey(string Column, string Type, bool Descending = false)
{
    public static readonly SortKey Id = new("id", "uuid");

    public static SortKey Text(string column, bool descending = false) => new(column, "text", descending);
    public static SortKey Number(string column, bool descending = false) => new(column, "numeric", descending);
    public static SortKey Instant(string column, bool descending = false) => new(column, "bigint", descending);
}

/// <summary>A list over a projection's documents: scope, filters, sort and page. Column names are the program's, values always parameters.</summary>
public sealed class ListQuery(string table)
{
    private readonly List<string> _conditions = [];
    private readonly DynamicParameters _parameters = new();
    private int _count;

    /// <summary>For <c>like</c>: a text anywhere in a value; none of its characters is a wildcard.</summary>
    public static string Anywhere(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    /// <summary>A condition in which <c>{0}</c>, <c>{1}</c> stand for the values.</summary>
    public ListQuery Where(string condition, params ReadOnlySpan<object?> values)
    {
        var names = new object[values.Length];
        for (var index = 0; index < values.Length; index++) names[index] = Parameter(values[index]);
        _conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, names));
        return this;
    }

    /// <summary>A condition on a value that was asked for; nothing when it was not.</summary>
    public ListQuery WhereAsked(string condition, object? value) => value is null ? this : Where(condition, value);

    /// <summary>
    /// Only what is within a scope. Only the parts that the scope has become conditions, so that an agent's list is an index on the owner
    /// and a supervisor's one on the campaign.
    /// </summary>
    public ListQuery Within(CallerScope scope, string owner = "owner_id", string? team = "team_id")
    {
        if (scope.All) return this;

        var parts = new List<string>();
        if (scope.CampaignTexts is { Length: > 0 } campaigns) parts.Add(IsOneOf("campaign_id", campaigns));
        if (team is not null && scope.TeamTexts is { Length: > 0 } teams) parts.Add(IsOneOf(team, teams));
        if (scope.Own) parts.Add($"{owner} = {Parameter(scope.UserText)}");
        _conditions.Add(parts.Count == 0 ? "false" : $"({string.Join(" or ", parts)})");
        return this;
    }

    /// <summary>A page of documents with their keys, and the total where it is asked for.</summary>
    public async Task<Page<TRow>> Read<TRow>(ViewReader documents, PageRequest request, IReadOnlyList<SortKey> sort, bool total, CancellationToken ct)
        where TRow : class
    {
        var where = Conditions();
        var page = new StringBuilder($"select array[{string.Join(", ", sort.Select(key => $"{key.Column}::text"))}] as key, data::text as data from {table}{where}");
        if (request.Values(sort.Count) is { } after)
            page.Append(where.Length == 0 ? " where " : " and ").Append(Behind(sort, [.. after.Select(value => (object?)value.GetString())]));
        page.Append(CultureInfo.InvariantCulture, $" order by {string.Join(", ", sort.Select(key => key.Column + (key.Descending ? " desc" : "")))} limit {request.Take}");

        var rows = await documents.Query<Keyed>(page.ToString(), _parameters, ct);
        var read = rows.Select(row => (row.Key, Row: documents.Read<TRow>(row.Data))).ToList();
        var keyed = Http.Page.Of(read, request, row => row.Key, total ? await Total(documents, ct) : null);
        return new([.. keyed.Items.Select(row => row.Row)], keyed.Next, keyed.Total);
    }

    /// <summary>How many documents match.</summary>
    public async Task<long> Total(ViewReader documents, CancellationToken ct) =>
        (await documents.Query<long>($"select count(*) from {table}{Conditions()}", _parameters, ct)).Single();

    /// <summary>How many documents match, by the value of a column; those without one are left out.</summary>
    public async Task<IReadOnlyDictionary<string, long>> TotalBy(string column, ViewReader documents, CancellationToken ct) =>
        (await documents.Query<(string? Value, long Total)>($"select {column}, count(*) from {table}{Conditions()} group by {column}", _parameters, ct))
            .Where(row => row.Value is not null).ToDictionary(row => row.Value!, row => row.Total, StringComparer.Ordinal);

    /// <summary>Counts or sums over what matches.</summary>
    public Task<IReadOnlyList<TRow>> Grouped<TRow>(ViewReader documents, string select, string groupBy, CancellationToken ct) =>
        documents.Query<TRow>($"select {select} from {table}{Conditions()} group by {groupBy}", _parameters, ct);

    /// <summary>Columns or sums of what matches, for what is no page of documents.</summary>
    /// <param name="join">Where <c>{0}</c>, <c>{1}</c> stand for <paramref name="values"/>, as in <paramref name="columns"/>.</param>
    public Task<IReadOnlyList<TRow>> Select<TRow>(
        ViewReader documents, string columns, string join, string tail, IReadOnlyList<object?> values, CancellationToken ct)
    {
        object[] names = [.. values.Select(Parameter)];
        return documents.Query<TRow>(
            $"select {string.Format(CultureInfo.InvariantCulture, columns, names)} from {table} {string.Format(CultureInfo.InvariantCulture, join, names)}{Conditions()} {tail}", _parameters, ct);
    }

    /// <summary>All documents that match, one by one.</summary>
    public async IAsyncEnumerable<TRow> All<TRow>(
        ViewReader documents, string orderBy, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct) where TRow : class
    {
        await foreach (var text in documents.Stream<string>($"select data::text from {table}{Conditions()} order by {orderBy}", _parameters, ct))
            yield return documents.Read<TRow>(text);
    }

    private string Conditions() => _conditions.Count == 0 ? "" : " where " + string.Join(" and ", _conditions);

    private string IsOneOf(string column, string[] values) =>
        values.Length == 1 ? $"{column} = {Parameter(values[0])}" : $"{column} = any({Parameter(values)})";

    // Behind the last row: one comparison of rows where every part goes the same way, otherwise part by part.
    private string Behind(IReadOnlyList<SortKey> sort, object?[] values)
    {
        var parameters = sort.Select((key, index) => $"{Parameter(values[index])}::{key.Type}").ToList();
        if (sort.All(key => key.Descending == sort[0].Descending))
            return $"({string.Join(", ", sort.Select(key => key.Column))}) {(sort[0].Descending ? "<" : ">")} ({string.Join(", ", parameters)})";

        var alternatives = sort.Select((key, index) => string.Join(" and ", sort.Take(index).Select((same, place) => $"{same.Column} = {parameters[place]}")
            .Append($"{key.Column} {(key.Descending ? "<" : ">")} {parameters[index]}")));
        return $"({string.Join(" or ", alternatives.Select(alternative => $"({alternative})"))})";
    }

    private string Parameter(object? value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{_count++}");
        _parameters.Add(name, value);
        return "@" + name;
    }

    private sealed class Keyed
    {
        public string[] Key { get; init; } = [];
        public string Data { get; init; } = "";
    }
}

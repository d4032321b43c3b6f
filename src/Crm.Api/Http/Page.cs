using System.Buffers.Text;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Crm.Api.Http;

/// <summary>A page of a list read by keyset: the next one begins after the last row's sort values, however the list moves meanwhile.</summary>
/// <param name="Next">Opaque; send it back as <c>cursor</c>. <c>null</c>: this was the last page.</param>
/// <param name="Total">How many rows match, where that was asked for and is affordable.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Total = null);

public static class Page
{
    /// <summary>A page of rows that were read one more than asked for: the extra one only tells that there is a next page.</summary>
    /// <param name="key">The sort values of a row, in the order of the sort, ending with one that is unique.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, PageRequest request, Func<T, object?[]> key, long? total = null)
    {
        if (rows.Count <= request.Limit) return new(rows, null, total);

        var items = rows.Take(request.Limit).ToList();
        return new(items, Cursor.Encode(key(items[^1])), total);
    }
}

/// <summary>Which page is wanted: <c>?limit=50&amp;cursor=…</c>.</summary>
/// <param name="Limit">Rows per page, 1 to <see cref="MaxLimit"/>.</param>
public sealed record PageRequest(int Limit, string? After)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>Rows to read: one more than the page, which tells whether there is a next one.</summary>
    public int Take => Limit + 1;

    /// <summary>The sort values after which the page begins; <c>null</c> on the first page.</summary>
    /// <param name="count">How many values the list's sort has. Another number is an altered cursor and answers 400.</param>
    public JsonElement[]? Values(int count)
    {
        if (After is null) return null;

        return Cursor.TryDecode(After, out var values) && values.Length == count
            ? values
            : throw new RequestProblemException(problems => problems.Invalid("cursor", "The cursor is not one of this list."));
    }

    public static ValueTask<PageRequest?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var limit = DefaultLimit;
        if (http.Request.Query["limit"] is { Count: > 0 } asked && (!int.TryParse(asked, out limit) || limit is < 1 or > MaxLimit))
            throw new RequestProblemException(problems => problems.Invalid("limit", $"limit must be from 1 to {MaxLimit}."));

        return new(new PageRequest(limit, http.Request.Query["cursor"] is { Count: > 0 } cursor ? cursor.ToString() : null));
    }
}

/// <summary>The sort values of a page's last row, opaque to callers.</summary>
public static class Cursor
{
    private const int MaxLength = 2048;

    public static string Encode(object?[] values) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    public static bool TryDecode(string text, out JsonElement[] values)
    {
        values = [];
        if (text.Length > MaxLength || !Base64Url.IsValid(text)) return false;
        try
        {
            values = JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(text))) ?? [];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Answers of lists.</summary>
public static class PageResults
{
    /// <summary>200 with the page and a <c>Link</c> header to the next one.</summary>
    public static IResult Ok<T>(HttpContext http, Page<T> page)
    {
        if (page.Next is { } next)
        {
            var query = QueryString.Create(http.Request.Query
                .Where(pair => pair.Key != "cursor")
                .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))
                .Append(new("cursor", next)));
            http.Response.Headers.Link = $"<{http.Request.PathBase}{http.Request.Path}{query}>; rel=\"next\"";
        }

        return TypedResults.Ok(page);
    }
}

using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales;

internal static class SalesRefusals
{
    public const int MaxComment = 2_000;

    public static Refusal Of(string code, string reason, IReadOnlyList<string> fields, params IReadOnlyList<(string Name, object? Value)> figures) =>
        new(code, reason, fields) { Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value) };

    /// <summary>For a sale to somebody whose data was erased.</summary>
    public static Refusal CustomerErased { get; } = new("telecom-sales.customer-erased", "The customer's data was erased: nothing more is written about him.", []);

    /// <summary>Free text as it is kept: trimmed, none when blank.</summary>
    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static Refusal? RefuseComment(string? comment) => comment?.Length > MaxComment
        ? Of("telecom-sales.comment-too-long", $"A comment has {MaxComment} characters at most.", ["comment"], ("most", MaxComment), ("length", comment.Length))
        : null;

    /// <summary>A step whose reason is "other" says which.</summary>
    public static Refusal? RefuseUnexplained(bool other, string? comment) => RefuseComment(comment)
        ?? (other && Text(comment) is null ? Of("telecom-sales.comment-missing", "Where the reason is another one, say which.", ["comment"]) : null);
}

using System.Text.Json.Serialization;
using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>Something wrong in a row of a file.</summary>
/// <param name="Line">The line of the file or the row of the sheet.</param>
/// <param name="Column">The column's header as the file has it; <c>null</c>: the row as a whole.</param>
/// <param name="Value">What stands there. It may be personal: it goes to the report, never to a log.</param>
/// <param name="Code">Stable: <c>import.amount-ambiguous</c>.</param>
/// <param name="Rejects">Whether the row is left out; otherwise the row is imported without this value.</param>
public sealed record RowProblem(int Line, string? Column, [property: JsonIgnore] ImportField? Field, string? Value, string Code, bool Rejects, Bilingual Reason)
{
    private const int LongestValue = 200;

    /// <summary>What the column means: <c>documentNumber</c>.</summary>
    [JsonPropertyName("field")]
    public string? FieldName => Field?.Name;

    /// <summary>The value cut to what a report can show.</summary>
    [JsonIgnore]
    public string? ShownValue => Value is { Length: > LongestValue } ? string.Concat(Value.AsSpan(0, LongestValue), "…") : Value;

    /// <summary>Whether <see cref="Value"/> tells who somebody is.</summary>
    [JsonIgnore]
    public bool IsPersonal => Field is { Personal: true };

    /// <summary>The same for who may not see personal data.</summary>
    public RowProblem Masked() => IsPersonal && Value is not null ? this with { Value = ImportReports.Masked(Value) } : this;
}

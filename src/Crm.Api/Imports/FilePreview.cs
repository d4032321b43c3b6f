using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>How a file is understood.</summary>
/// <param name="Mapping">The file's header by field.</param>
/// <param name="Ignored">Headers that are not imported.</param>
/// <param name="DecimalMarks">The mark of decimals that the amounts prove, by field.</param>
/// <param name="Problems">What is wrong with the first rows.</param>
public sealed record FilePreview(
    string? Encoding, char? Delimiter, string? Sheet, bool IsOfficialTemplate, int RowCount, IReadOnlyList<string> Headers, IReadOnlyDictionary<string, string> Mapping,
    IReadOnlyList<string> Ignored, IReadOnlyDictionary<string, DecimalMark> DecimalMarks, IReadOnlyList<PreviewRow> Rows, IReadOnlyList<RowProblem> Problems)
{
    private const int MostRows = 20;

    private HashSet<int> Personal { get; init; } = [];

    /// <param name="check">What is wrong with a row.</param>
    internal static FilePreview Of(ImportFile file, FileFacts facts, Func<TabularRow, IEnumerable<RowProblem>> check, CancellationToken ct)
    {
        var (mapping, rows) = (file.Mapping, file.Rows(ct).Take(MostRows).ToList());
        return new(
            file.Format.Encoding, file.Format.Delimiter, file.Format.Sheet, mapping.IsOfficialTemplate, facts.Rows, mapping.Headers, mapping.ByName, mapping.Ignored,
            facts.Numbers.ProvenByName,
            [.. rows.Select(row => new PreviewRow(row.Line, [.. mapping.Headers.Select((_, column) => row[column].ToString())]))],
            [.. rows.SelectMany(check)])
        { Personal = mapping.Columns.Where(pair => pair.Key.Personal).Select(pair => pair.Value).ToHashSet() };
    }

    /// <summary>The same for who may not see personal data.</summary>
    public FilePreview Masked() => this with
    {
        Rows = [.. Rows.Select(row => row with { Cells = [.. row.Cells.Select((cell, column) => Personal.Contains(column) && cell.Length > 0 ? ImportReports.Masked(cell) : cell)] })],
        Problems = [.. Problems.Select(problem => problem.Masked())],
    };
}

public sealed record PreviewRow(int Line, IReadOnlyList<string> Cells);

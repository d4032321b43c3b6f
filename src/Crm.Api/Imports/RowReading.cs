using System.Security.Cryptography;
using System.Text;
using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>A row while it is read, with what was found wrong so far.</summary>
internal sealed class RowReading
{
    private readonly TabularRow _row;
    private readonly ColumnMapping _mapping;

    public RowReading(TabularRow row, ColumnMapping mapping)
    {
        (_row, _mapping) = (row, mapping);
        if (row.Cells.Count > mapping.Width || row.Cells.Skip(mapping.Headers.Count).Any(cell => !cell.IsBlank))
            Report(null, Files.Cell.Empty, Problem.TooManyCells(mapping.Headers.Count), rejects: true);
    }

    public List<RowProblem> Problems { get; } = [];

    public bool Rejected { get; private set; }

    public Cell Cell(ImportField field) => _mapping.Columns.TryGetValue(field, out var column) ? _row[column] : Files.Cell.Empty;

    public void Report(ImportField? field, Cell cell, (string Code, Bilingual Reason) problem, bool rejects)
    {
        Rejected |= rejects;
        var value = cell.Kind is CellKind.Empty ? null : cell.ToString();
        Problems.Add(new(_row.Line, field is null ? null : _mapping.HeaderOf(field) ?? field.Header, field, value, problem.Code, rejects, problem.Reason));
    }

    /// <summary>A text that the row cannot do without; <c>null</c> when it is missing or wrong, which is reported.</summary>
    public string? Required(ImportField field, int most)
    {
        var cell = Cell(field);
        if (cell.IsBlank) Report(field, cell, Problem.Missing, rejects: true);
        else if (CellReading.IsPlaceholder(cell)) Report(field, cell, Problem.Placeholder, rejects: true);
        else
        {
            var (text, problem) = CellReading.Text(cell, most);
            if (problem is { } wrong) Report(field, cell, wrong, rejects: true);
            return text;
        }

        return null;
    }

    public string? Optional(ImportField field, int most, bool rejects)
    {
        var cell = Cell(field);
        if (CellReading.IsBlank(cell)) return null;
        var (text, problem) = CellReading.Text(cell, most);
        if (problem is { } wrong) Report(field, cell, wrong, rejects);
        return text;
    }

    /// <summary>Of all cells of a row.</summary>
    public static Guid FingerprintOf(TabularRow row)
    {
        var text = new StringBuilder();
        foreach (var cell in row.Cells) text.Append(cell.ToString().Trim()).Append('\u001F');
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString().TrimEnd('\u001F')), hash);
        return new(hash[..16]);
    }
}

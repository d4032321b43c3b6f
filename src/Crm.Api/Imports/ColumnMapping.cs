using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>Which column of a file holds which field.</summary>
/// <param name="Headers">The headers of the file, as they stand there.</param>
/// <param name="Columns">Number of the column, from 0, by field.</param>
/// <param name="Ignored">Headers that mean nothing to us.</param>
/// <param name="IsOfficialTemplate">Whether the file is the official template, column by column.</param>
/// <param name="Width">Cells of the header's row, blank ones included: a row that has more was moved by a separator too many.</param>
public sealed record ColumnMapping(
    IReadOnlyList<string> Headers, IReadOnlyDictionary<ImportField, int> Columns, IReadOnlyList<string> Ignored, bool IsOfficialTemplate, int Width)
{
    public bool Has(ImportField field) => Columns.ContainsKey(field);

    public string? HeaderOf(ImportField field) => Columns.TryGetValue(field, out var column) ? Headers[column] : null;

    /// <summary>The mapping by names, as it is stored with the import.</summary>
    public IReadOnlyDictionary<string, string> ByName => Columns.ToDictionary(pair => pair.Key.Name, pair => Headers[pair.Value]);

    /// <summary>
    /// Official headers are recognised exactly; whatever else is in the file has to be mapped by whoever knows. Nothing is
    /// guessed from parts of a header: "fecha de documento" is no document.
    /// </summary>
    /// <param name="stated">Header by field name; it wins over official headers, and an empty header leaves the field out.</param>
    /// <exception cref="UnreadableFileException">The mapping does not fit the file or required columns are missing.</exception>
    public static ColumnMapping Of(TabularRow headerRow, ImportTemplate template, IReadOnlyDictionary<string, string>? stated)
    {
        var headers = headerRow.Cells.Select(cell => cell.ToString().Trim()).ToList();
        while (headers.Count > 0 && headers[^1].Length == 0) headers.RemoveAt(headers.Count - 1);

        var columns = new Dictionary<ImportField, int>();
        var left = new HashSet<ImportField>();
        foreach (var (name, header) in stated ?? new Dictionary<string, string>())
        {
            var field = template.FindByName(name) ?? throw Wrong("import.field-unknown", headerRow.Line,
                $"There is no field '{name}'. The fields are {string.Join(", ", template.Fields.Select(known => known.Name))}.",
                $"No existe el campo '{name}'. Los campos son {string.Join(", ", template.Fields.Select(known => known.Name))}.");
            left.Add(field);
            if (header.Length == 0) continue;
            var matches = Matching(headers, header);
            columns[field] = matches.Count switch
            {
                1 => matches[0],
                0 => throw Wrong("import.column-missing", headerRow.Line,
                    $"The file has no column '{header}' for {name}. It has: {string.Join(", ", headers)}.", $"El archivo no tiene la columna '{header}' para {name}. Tiene: {string.Join(", ", headers)}."),
                _ => throw Twice(header, headerRow.Line),
            };
        }

        var taken = columns.Values.ToHashSet();
        for (var column = 0; column < headers.Count; column++)
        {
            if (taken.Contains(column) || template.FindByHeader(headers[column]) is not { } official || left.Contains(official)) continue;
            if (!columns.TryAdd(official, column)) throw Twice(headers[column], headerRow.Line);
        }

        Require(columns, template, headerRow.Line);
        var used = columns.Values.ToHashSet();
        return new(headers, columns, [.. headers.Where((header, column) => header.Length > 0 && !used.Contains(column))],
            headers.Select(HeaderName.Normalize).SequenceEqual(template.Headers.Select(HeaderName.Normalize)),
            headerRow.Cells.Count);
    }

    private static void Require(Dictionary<ImportField, int> columns, ImportTemplate template, int line)
    {
        var missing = template.Missing(columns.ContainsKey);
        if (missing.Count == 0) return;
        var names = string.Join(", ", missing);
        throw Wrong("import.columns-missing", line,
            $"These columns are missing: {names}. Name them so, or map them to the file's own columns.",
            $"Faltan estas columnas: {names}. Nómbrelas así o asígneles columnas del archivo.");
    }

    private static List<int> Matching(List<string> headers, string header) =>
        [.. headers.Select((candidate, column) => (candidate, column)).Where(pair => HeaderName.Normalize(pair.candidate) == HeaderName.Normalize(header)).Select(pair => pair.column)];

    private static UnreadableFileException Twice(string header, int line) => Wrong("import.column-twice", line,
        $"The column '{header}' is in the file more than once.", $"La columna '{header}' está más de una vez en el archivo.");

    private static UnreadableFileException Wrong(string code, int line, string en, string es) => new(code, line, new(en, es));
}

using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>A stored file: its header is understood, its rows can be read as often as needed.</summary>
public sealed class ImportFile : IDisposable
{
    private readonly TabularReader _reader;

    private ImportFile(TabularReader reader, int headerLine, ColumnMapping mapping) =>
        (_reader, HeaderLine, Mapping) = (reader, headerLine, mapping);

    public int HeaderLine { get; }

    public ColumnMapping Mapping { get; }

    public TabularFormat Format => _reader.Format;

    /// <summary>Opens a file and maps its columns. Throws <see cref="UnreadableFileException"/>.</summary>
    /// <param name="template">The columns that the kind of file has officially.</param>
    /// <param name="mapping">Header by field name, for columns that are not called as in the official template.</param>
    public static ImportFile Open(string path, ImportTemplate template, TabularFormat? format, IReadOnlyDictionary<string, string>? mapping, TabularLimits? limits = null)
    {
        var reader = TabularReader.Open(path, format, limits);
        try
        {
            var header = reader.Rows(CancellationToken.None).FirstOrDefault()
                ?? throw new UnreadableFileException("file.empty", 0, new("The file has no rows.", "El archivo no tiene filas."));
            var columns = ColumnMapping.Of(header, template, mapping);
            // Cells of a sheet have their column with them: blank ones to the right move nothing.
            return new(reader, header.Line, reader.Format.Delimiter is null ? columns with { Width = int.MaxValue } : columns);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The rows below the header. Throws <see cref="UnreadableFileException"/> where the file was cut off.</summary>
    public IEnumerable<TabularRow> Rows(CancellationToken ct)
    {
        foreach (var row in _reader.Rows(ct))
        {
            if (row.Line <= HeaderLine) continue;
            if (row.Unfinished && row.Cells.Count < Mapping.Headers.Count)
                throw new UnreadableFileException("file.truncated", row.Line, new(
                    $"The file ends in the middle of line {row.Line}: {row.Cells.Count} of {Mapping.Headers.Count} columns are there.",
                    $"El archivo termina en medio de la línea {row.Line}: tiene {row.Cells.Count} de {Mapping.Headers.Count} columnas."));
            yield return row;
        }
    }

    /// <summary>
    /// Reads the whole file once before anything is written: so that a file that is cut off is refused as a whole, and so
    /// that later rows can prove how the amounts of earlier ones are meant.
    /// </summary>
    public FileFacts Survey(CancellationToken ct)
    {
        var (evidence, rows, lastLine) = (new NumberEvidence(), 0, HeaderLine);
        var money = Mapping.Columns.Where(pair => pair.Key.Kind is FieldKind.Money).ToList();
        foreach (var row in Rows(ct))
        {
            (rows, lastLine) = (rows + 1, row.LastLine);
            foreach (var (field, column) in money)
            {
                if (row[column] is { Kind: CellKind.Text } cell && NumberText.Read(cell.ToString()) is { } number) evidence.Hear(field, number);
            }
        }

        return new(rows, lastLine, evidence);
    }

    public void Dispose() => _reader.Dispose();
}

/// <summary>What a whole file shows.</summary>
public sealed record FileFacts(int Rows, int LastLine, NumberEvidence Numbers);

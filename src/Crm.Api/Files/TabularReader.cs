namespace Crm.Api.Files;

/// <summary>Reads a table row by row from a stored file, in memory that does not grow with it.</summary>
public abstract class TabularReader : IDisposable
{
    /// <summary>The rows in order. Throws <see cref="UnreadableFileException"/> where the file cannot be read on.</summary>
    /// <remarks>The list of cells of a row is not used again by the reader; rows that are wholly empty are left out.</remarks>
    public abstract IEnumerable<TabularRow> Rows(CancellationToken ct);

    /// <summary>How the file is being read, as found or as stated.</summary>
    public abstract TabularFormat Format { get; }

    /// <summary>Opens a CSV file or a workbook by what is in it, not by its name.</summary>
    public static TabularReader Open(string path, TabularFormat? stated = null, TabularLimits? limits = null)
    {
        limits ??= TabularLimits.Default;
        Span<byte> head = stackalloc byte[8];
        using (var file = File.OpenRead(path))
        {
            if (file.Length == 0) throw UnreadableFileException.Of("file.empty", 0, "The file is empty.", "El archivo está vacío.");
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        if (head.StartsWith("PK\u0003\u0004"u8)) return new XlsxReader(path, stated?.Sheet, limits);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) throw CompoundFile.Refusal(path);
        return new CsvReader(path, stated ?? TabularFormat.Unknown, limits);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Line">Where it begins: the line of a text file (a quoted cell may span several), the row of a sheet.</param>
/// <param name="LastLine">Where it ends.</param>
/// <param name="Unfinished">Whether the file ended without a line break after it; if cells are missing too, the file was cut off.</param>
public sealed record TabularRow(int Line, int LastLine, IReadOnlyList<Cell> Cells, bool Unfinished = false)
{
    /// <summary>The cell of a column, empty where the row is short.</summary>
    public Cell this[int column] => column < Cells.Count ? Cells[column] : Cell.Empty;
}

/// <summary>How a file is read; what is <c>null</c> is found out from the file.</summary>
/// <param name="Encoding">Name of the character encoding, of a text file: <c>utf-8</c>, <c>windows-1252</c>.</param>
/// <param name="Delimiter">What separates the cells of a text file.</param>
/// <param name="Sheet">Name of the sheet of a workbook; the first visible one if it is not stated.</param>
public sealed record TabularFormat(string? Encoding = null, char? Delimiter = null, string? Sheet = null)
{
    public static readonly TabularFormat Unknown = new();
}

/// <summary>What a file may ask of us before it is refused.</summary>
/// <param name="Columns">Most cells of a row.</param>
/// <param name="CellCharacters">Longest cell.</param>
/// <param name="RowCharacters">Longest row: a lost quote must not swallow the file into memory.</param>
/// <param name="UnpackedBytes">Most bytes that the parts of a workbook may unpack to, together.</param>
/// <param name="Ratio">Most bytes that one packed byte may unpack to, once <paramref name="RatioFrom"/> bytes are unpacked.</param>
/// <param name="SharedStringsInMemory">Characters of shared texts kept in memory; more spill to a temporary file.</param>
public sealed record TabularLimits(
    int Columns, int CellCharacters, int RowCharacters, long UnpackedBytes, int Ratio, long RatioFrom, int SharedStringsInMemory)
{
    public static readonly TabularLimits Default = new(
        Columns: 512, CellCharacters: 32_767, RowCharacters: 262_144,
        UnpackedBytes: 8L << 30, Ratio: 300, RatioFrom: 32L << 20, SharedStringsInMemory: 4 << 20);
}

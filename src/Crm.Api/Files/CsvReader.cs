using System.Text;

namespace Crm.Api.Files;

/// <summary>Reads delimited text (RFC 4180, with any of four delimiters).</summary>
/// <remarks>
/// Written by hand because a portfolio's report must be right about lines, because a lost quote must be an error with the
/// line it stands on and not the rest of the file in one cell, and because nothing may be buffered beyond a row.
/// </remarks>
internal sealed class CsvReader : TabularReader
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly string _path;
    private readonly TabularLimits _limits;
    private readonly Encoding _encoding;
    private readonly char _delimiter;

    public CsvReader(string path, TabularFormat stated, TabularLimits limits)
    {
        (_path, _limits) = (path, limits);
        using var file = OpenFile();
        _encoding = stated.Encoding is { } name ? TextScan.Named(name) : TextScan.Detect(file);
        _delimiter = stated.Delimiter ?? Hint() ?? DetectDelimiter();
        Format = new(_encoding.WebName, _delimiter);
    }

    public override TabularFormat Format { get; }

    public override IEnumerable<TabularRow> Rows(CancellationToken ct)
    {
        using var text = OpenText();
        var parser = new CsvParser(text, _delimiter, _limits, _encoding);
        while (parser.Next() is { } row)
        {
            if (row.Line == 1 && IsHint(row.Cells)) continue;
            ct.ThrowIfCancellationRequested();
            if (row.Cells.Any(cell => !cell.IsBlank)) yield return row;
        }
    }

    /// <summary>The first line <c>sep=;</c> that Excel understands.</summary>
    private char? Hint()
    {
        using var file = OpenFile();
        var head = new byte[5];
        return file.ReadAtLeast(head, 5, throwOnEndOfStream: false) == 5 && head.AsSpan().StartsWith("sep="u8) ? (char)head[4] : null;
    }

    private static bool IsHint(IReadOnlyList<Cell> cells) => cells[0].ToString() == "sep=" && cells.Skip(1).All(cell => cell.IsBlank);

    /// <summary>The delimiter that gives the first lines the most cells and all of them the same number.</summary>
    private char DetectDelimiter()
    {
        var best = (Delimiter: ',', Score: 0);
        foreach (var delimiter in Delimiters)
        {
            using var text = OpenText();
            var parser = new CsvParser(text, delimiter, _limits, _encoding);
            int? header = null;
            var agreeing = 0;
            try
            {
                for (var rows = 0; rows < 20 && parser.Next() is { } row; rows++)
                {
                    header ??= row.Cells.Count;
                    if (row.Cells.Count == header) agreeing++;
                }
            }
            catch (UnreadableFileException)
            {
                // Another delimiter may read it; if none does, reading the rows says why.
            }

            var score = header is > 1 ? header.Value * 100 + agreeing : 0;
            if (score > best.Score) best = (delimiter, score);
        }

        return best.Delimiter;
    }

    private FileStream OpenFile() => new(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    private StreamReader OpenText() => new(OpenFile(), _encoding, detectEncodingFromByteOrderMarks: false, 1 << 15);
}

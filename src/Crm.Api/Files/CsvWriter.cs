using System.Buffers;
using System.Text;

namespace Crm.Api.Files;

/// <summary>Writes CSV (RFC 4180) in UTF-8.</summary>
/// <remarks>
/// A text that a spreadsheet would run as a formula is written with an apostrophe before it; a plain number stays a number.
/// </remarks>
/// <param name="byteOrderMark">Whether to begin with the mark by which Excel knows UTF-8.</param>
public sealed class CsvWriter(Stream stream, char delimiter = ',', bool byteOrderMark = true) : TabularWriter
{
    private const int FlushAt = 1 << 15;
    private static readonly SearchValues<char> FormulaStart = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    private readonly StringBuilder _text = new(byteOrderMark ? "\uFEFF" : "", FlushAt * 2);
    private readonly SearchValues<char> _quoted = SearchValues.Create(delimiter, '"', '\n', '\r');

    public override ValueTask Write(IReadOnlyList<Cell> row, CancellationToken ct)
    {
        for (var i = 0; i < row.Count; i++)
        {
            if (i > 0) _text.Append(delimiter);
            Append(row[i]);
        }

        _text.Append("\r\n");
        return _text.Length < FlushAt ? ValueTask.CompletedTask : Flush(ct);
    }

    public override async ValueTask Complete(CancellationToken ct)
    {
        await Flush(ct);
        await stream.FlushAsync(ct);
    }

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private void Append(Cell cell)
    {
        var value = cell.ToString();
        if (cell.Kind is CellKind.Text or CellKind.Error) value = Neutralised(value);
        if (value.AsSpan().IndexOfAny(_quoted) < 0)
        {
            _text.Append(value);
            return;
        }

        _text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    /// <summary>The text made harmless to a spreadsheet. Also with blanks or a quote before the sign: some programs trim them.</summary>
    internal static string Neutralised(string text)
    {
        if (text.Length == 0) return text;
        var first = text.AsSpan().TrimStart(" \"'\u00A0\uFEFF");
        var dangerous = FormulaStart.Contains(text[0]) || (first.Length > 0 && FormulaStart.Contains(first[0]));
        return dangerous && !IsPlainNumber(text) ? "'" + text : text;
    }

    private static bool IsPlainNumber(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-') text = text[1..];
        if (text.Length == 0 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^1])) return false;
        var marks = 0;
        foreach (var character in text)
        {
            if (character is '.' or ',') marks++;
            else if (!char.IsAsciiDigit(character)) return false;
        }

        return marks <= 1;
    }

    private async ValueTask Flush(CancellationToken ct)
    {
        // A lone half of a surrogate pair has no UTF-8; it is written as the replacement character.
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(_text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(_text.ToString(), bytes);
            _text.Clear();
            await stream.WriteAsync(bytes.AsMemory(0, length), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}

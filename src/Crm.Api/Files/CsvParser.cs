using System.Text;

namespace Crm.Api.Files;

/// <summary>Cuts delimited text into rows of cells and keeps count of lines.</summary>
internal sealed class CsvParser(TextReader text, char delimiter, TabularLimits limits, Encoding encoding)
{
    private readonly char[] _buffer = new char[1 << 14];
    private readonly StringBuilder _cell = new();
    private int _at, _filled, _line = 1, _rowCharacters;

    /// <summary>The next row, or <c>null</c> at the end.</summary>
    public TabularRow? Next()
    {
        if (Peek() < 0) return null;
        var (first, cells) = (_line, new List<Cell>());
        _rowCharacters = 0;
        while (true)
        {
            cells.Add(Peek() == '"' ? Quoted() : Plain());
            if (cells.Count > limits.Columns) throw TooLong("file.too-many-columns", first, $"more than {limits.Columns} cells", $"más de {limits.Columns} celdas");
            var ending = Peek();
            if (ending == delimiter)
            {
                Read();
                continue;
            }

            var last = _line;
            if (ending >= 0) EndOfLine();
            return new(first, last, cells, Unfinished: ending < 0);
        }
    }

    private Cell Plain()
    {
        _cell.Clear();
        while (Peek() is var next && next >= 0 && next != delimiter && next is not ('\n' or '\r')) Take((char)Read());
        return Cell.Text(_cell.ToString());
    }

    private Cell Quoted()
    {
        var opened = _line;
        Read();
        _cell.Clear();
        while (true)
        {
            switch (Read())
            {
                case < 0:
                    throw UnreadableFileException.Of("file.truncated", opened,
                        $"A quote opened on line {opened} is never closed: the file was cut off or the quote does not belong there.",
                        $"Una comilla abierta en la línea {opened} nunca se cierra: el archivo está incompleto o la comilla sobra.");
                case '"' when Peek() == '"':
                    Take((char)Read());
                    break;
                case '"':
                    if (Peek() is var after && after >= 0 && after != delimiter && after is not ('\n' or '\r')) throw StrayQuote();
                    return Cell.Text(_cell.ToString());
                case '\r' when Peek() == '\n':
                    Read();
                    TakeLineBreak();
                    break;
                case '\n' or '\r':
                    TakeLineBreak();
                    break;
                case var character:
                    Take((char)character);
                    break;
            }
        }
    }

    private void TakeLineBreak()
    {
        _line++;
        Take('\n');
    }

    private void Take(char character)
    {
        if (character == '\0')
            throw UnreadableFileException.Of("file.null-byte", _line, $"Line {_line} holds a NUL character: the file is damaged.", $"La línea {_line} contiene un carácter nulo: el archivo está dañado.");
        if (_cell.Length >= limits.CellCharacters)
            throw TooLong("file.cell-too-long", _line, $"a cell of more than {limits.CellCharacters} characters", $"una celda de más de {limits.CellCharacters} caracteres");
        if (++_rowCharacters > limits.RowCharacters)
            throw TooLong("file.row-too-long", _line, $"a row of more than {limits.RowCharacters} characters", $"una fila de más de {limits.RowCharacters} caracteres");
        _cell.Append(character);
    }

    private void EndOfLine()
    {
        if (Read() == '\r' && Peek() == '\n') Read();
        _line++;
    }

    private int Peek() => _at < _filled || Fill() ? _buffer[_at] : -1;

    private int Read() => _at < _filled || Fill() ? _buffer[_at++] : -1;

    private bool Fill()
    {
        try
        {
            (_at, _filled) = (0, text.Read(_buffer));
            return _filled > 0;
        }
        catch (DecoderFallbackException)
        {
            throw UnreadableFileException.Of("file.encoding-broken", _line,
                $"Bytes at or after line {_line} are not {encoding.WebName}.", $"Hay bytes en la línea {_line} o después que no son {encoding.WebName}.");
        }
    }

    private UnreadableFileException StrayQuote() => UnreadableFileException.Of("file.stray-quote", _line,
        $"Line {_line}: text follows a closing quote. A quote inside a quoted cell is written twice.",
        $"Línea {_line}: hay texto después de una comilla de cierre. Una comilla dentro de una celda entre comillas se escribe doble.");

    private static UnreadableFileException TooLong(string code, int line, string en, string es) =>
        UnreadableFileException.Of(code, line, $"Line {line} has {en}.", $"La línea {line} tiene {es}.");
}

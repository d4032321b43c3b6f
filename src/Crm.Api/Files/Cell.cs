using System.Globalization;

namespace Crm.Api.Files;

/// <summary>A cell of a table, read or to be written.</summary>
/// <remarks>A text file only has text and empty cells; a workbook says what is a number or a date.</remarks>
public readonly record struct Cell
{
    private readonly string? _text;
    private readonly decimal _number;
    private readonly DateTime _date;

    private Cell(CellKind kind, string? text = null, decimal number = 0, DateTime date = default) =>
        (Kind, _text, _number, _date) = (kind, text, number, date);

    public CellKind Kind { get; }

    public static Cell Empty { get; }
    public static Cell Text(string? text) => string.IsNullOrEmpty(text) ? Empty : new(CellKind.Text, text);
    public static Cell Number(decimal number) => new(CellKind.Number, number: number);
    public static Cell Boolean(bool value) => new(CellKind.Boolean, number: value ? 1 : 0);
    public static Cell Date(DateOnly date) => new(CellKind.Date, date: date.ToDateTime(TimeOnly.MinValue));

    /// <summary>A wall-clock date and time; its zone is the reader's business.</summary>
    public static Cell DateTime(DateTime dateTime) => new(CellKind.DateTime, date: System.DateTime.SpecifyKind(dateTime, DateTimeKind.Unspecified));

    /// <summary>A cell that holds a spreadsheet's error such as <c>#REF!</c>, or a value that was lost on its way.</summary>
    public static Cell Error(string error) => new(CellKind.Error, error);

    public static implicit operator Cell(string? text) => Text(text);
    public static implicit operator Cell(decimal number) => Number(number);
    public static implicit operator Cell(int number) => Number(number);
    public static implicit operator Cell(long number) => Number(number);
    public static implicit operator Cell(decimal? number) => number is { } value ? Number(value) : Empty;
    public static implicit operator Cell(int? number) => number is { } value ? Number(value) : Empty;
    public static implicit operator Cell(bool value) => Boolean(value);
    public static implicit operator Cell(DateOnly date) => Date(date);
    public static implicit operator Cell(DateOnly? date) => date is { } value ? Date(value) : Empty;
    public static implicit operator Cell(DateTime dateTime) => DateTime(dateTime);
    public static implicit operator Cell(DateTime? dateTime) => dateTime is { } value ? DateTime(value) : Empty;

    /// <summary>The number of a <see cref="CellKind.Number"/> cell.</summary>
    public decimal AsNumber => Kind is CellKind.Number ? _number : throw new InvalidOperationException($"The cell is {Kind}.");

    public bool AsBoolean => Kind is CellKind.Boolean ? _number != 0 : throw new InvalidOperationException($"The cell is {Kind}.");

    /// <summary>The value of a <see cref="CellKind.Date"/> or <see cref="CellKind.DateTime"/> cell.</summary>
    public DateTime AsDateTime => Kind is CellKind.Date or CellKind.DateTime ? _date : throw new InvalidOperationException($"The cell is {Kind}.");

    /// <summary>Whether there is nothing to read: empty or blanks only.</summary>
    public bool IsBlank => Kind is CellKind.Empty || (Kind is CellKind.Text && string.IsNullOrWhiteSpace(_text));

    /// <summary>The value as text in the invariant culture: numbers without exponent or trailing zeros, dates in ISO 8601.</summary>
    public override string ToString() => Kind switch
    {
        CellKind.Text or CellKind.Error => _text!,
        CellKind.Number => _number.ToString("0.############################", CultureInfo.InvariantCulture),
        CellKind.Boolean => _number != 0 ? "TRUE" : "FALSE",
        CellKind.Date => _date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CellKind.DateTime => _date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => "",
    };
}

public enum CellKind { Empty, Text, Number, Boolean, Date, DateTime, Error }

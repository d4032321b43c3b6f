using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using Crm.Api.Files;
using Crm.Domain.Kernel;

namespace Crm.Api.Imports;

/// <summary>Reads single cells as what their field means. Nothing unreadable becomes zero, today or an empty text.</summary>
internal static partial class CellReading
{
    private const decimal MostMoney = 999_999_999_999_999m;
    private const int MostDays = 36_500;

    // Dates of a portfolio as serial numbers of a spreadsheet: 1980 to 2100.
    private const int FirstSerial = 29_221, LastSerial = 73_415;

    private static readonly string[] DateForms =
        ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "d/M/yyyy HH:mm:ss", "d/M/yyyy H:mm", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    private static readonly HashSet<string> Placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "nan", "none", "null", "nil", "n/a", "na", "n.a.", "#n/a", "#n/d", "nat", "undefined", "-", "--", "---", ".", "s/d", "sin dato", "sin datos",
    };

    /// <summary>Whether a text only says that there is no value, as programs write it that know no empty cell.</summary>
    public static bool IsPlaceholder(Cell cell) => cell.Kind is CellKind.Text && Placeholders.Contains(cell.ToString().Trim());

    public static bool IsBlank(Cell cell) => cell.IsBlank || IsPlaceholder(cell);

    /// <summary>A text with its blanks put in order. A number is the digits that were typed, without ".0".</summary>
    public static (string? Text, (string, Bilingual)? Problem) Text(Cell cell, int most)
    {
        switch (cell.Kind)
        {
            case CellKind.Error: return (null, Problem.SpreadsheetError);
            case CellKind.Boolean or CellKind.Date or CellKind.DateTime: return (null, Problem.NotText);
            case CellKind.Number when !decimal.IsInteger(cell.AsNumber) || cell.AsNumber < 0: return (null, Problem.NotText);
        }

        var text = cell.ToString();
        if (cell.Kind is CellKind.Text && LostDigits().IsMatch(text)) return (null, Problem.SpreadsheetError);
        if (!IsStorable(text)) return (null, Problem.UnusableText);
        text = InOrder(text);
        return text.Length > most ? (null, Problem.TooLong(most)) : (text, null);
    }

    /// <summary>A number that is a name: a phone, a document. A program's ".0" behind it says nothing.</summary>
    public static (string? Text, (string, Bilingual)? Problem) Code(Cell cell, int most)
    {
        var (text, problem) = Text(cell, most);
        return text is { Length: > 2 } && (text.EndsWith(".0", StringComparison.Ordinal) || text.EndsWith(",0", StringComparison.Ordinal)) && text[..^2].All(char.IsAsciiDigit)
            ? (text[..^2], null)
            : (text, problem);
    }

    public static (decimal? Amount, (string, Bilingual)? Problem) Money(Cell cell, Currency currency, DecimalMark? stated, DecimalMark? proven)
    {
        decimal amount;
        switch (cell.Kind)
        {
            case CellKind.Number:
                amount = cell.AsNumber;
                break;
            case CellKind.Error:
                return (null, Problem.SpreadsheetError);
            case CellKind.Text when NumberText.Read(cell.ToString()) is { } number:
                if (number.Currency is { } code && code != currency.Code && !(code == "$" && currency != Currency.Eur)) return (null, Problem.OtherCurrency(code, currency.Code));
                if (stated is null && proven is null && number.IsAmbiguous) return (null, Problem.Ambiguous(number));
                var mark = stated ?? (number.IsAmbiguous ? proven : number.Proves) ?? DecimalMark.Point;
                if (number.With(mark) is not { } value) return (null, Problem.OtherMark(mark));
                amount = value;
                break;
            default:
                return (null, Problem.NotANumber);
        }

        if (amount < 0) return (null, Problem.Negative);
        return amount > MostMoney ? (null, Problem.TooLarge) : (new Money(amount, currency).Rounded().Amount, null);
    }

    public static (int? Days, (string, Bilingual)? Problem) Days(Cell cell)
    {
        if (cell.Kind is CellKind.Error) return (null, Problem.SpreadsheetError);
        var text = cell.Kind is CellKind.Number or CellKind.Text ? cell.ToString().Trim() : "";
        if (text.EndsWith(".0", StringComparison.Ordinal) || text.EndsWith(",0", StringComparison.Ordinal)) text = text[..^2];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MostDays ? (days, null) : (null, Problem.InvalidDays);
    }

    /// <summary>Day before month, ISO, or a spreadsheet's serial number; never month before day, never two digits of a year.</summary>
    public static (DateOnly? Date, (string, Bilingual)? Problem) Date(Cell cell)
    {
        switch (cell.Kind)
        {
            case CellKind.Date or CellKind.DateTime: return (DateOnly.FromDateTime(cell.AsDateTime), null);
            case CellKind.Error: return (null, Problem.SpreadsheetError);
            case CellKind.Number: return Serial(cell.AsNumber) is { } serial ? (serial, null) : (null, Problem.InvalidDate);
            case not CellKind.Text: return (null, Problem.InvalidDate);
        }

        var text = cell.ToString().Trim();
        if (DateTime.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var date) && date.Year is >= 1900 and <= 2200)
            return (DateOnly.FromDateTime(date), null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Serial(number) is { } counted
            ? (counted, null)
            : (null, Problem.InvalidDate);
    }

    public static (string? Email, (string, Bilingual)? Problem) Email(Cell cell)
    {
        var (text, problem) = Text(cell, 254);
        if (text is null) return (null, problem);
        var at = text.LastIndexOf('@');
        var valid = at > 0 && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.') && !text.Any(char.IsWhiteSpace)
            && MailAddress.TryCreate(text, out var address) && address.Address == text;
        return valid ? (text.ToLowerInvariant(), null) : (null, Problem.InvalidEmail);
    }

    private static DateOnly? Serial(decimal number) =>
        number is >= FirstSerial and <= LastSerial && SerialDate.Of(number, from1904: false) is { } date ? DateOnly.FromDateTime(date) : null;

    // How spreadsheets write long numbers that nobody formatted as text: 3,00123E+09.
    [GeneratedRegex(@"^\s*\d([.,]\d+)?E\+\d{2}\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex LostDigits();

    /// <summary>Whether the database can hold it: no NUL, no lone half of a surrogate pair; and no control character but blanks.</summary>
    private static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(character) || (char.IsControl(character) && character is not ('\t' or '\n' or '\r'))) return false;
        }

        return true;
    }

    private static string InOrder(string text)
    {
        var ordered = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormC))
        {
            if (char.GetUnicodeCategory(character) is UnicodeCategory.Format) continue;
            if (!char.IsWhiteSpace(character)) ordered.Append(character);
            else if (ordered.Length > 0 && ordered[^1] != ' ') ordered.Append(' ');
        }

        return ordered.ToString().TrimEnd();
    }
}

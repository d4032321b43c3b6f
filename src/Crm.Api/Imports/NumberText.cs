using System.Buffers;
using System.Globalization;

namespace Crm.Api.Imports;

/// <summary>Which sign separates decimals: 1.234,50 in Colombia, Chile and Spain, 1,234.50 in Mexico.</summary>
public enum DecimalMark { Comma, Point }

/// <summary>
/// A number as it was written. What a single separator before three digits means, as in <c>1,234</c>, cannot be known from
/// the number alone; everything else says by itself how it is meant, and so proves it for its column.
/// </summary>
/// <param name="Proves">The mark that the number proves; <c>null</c>: it has no separator, or is ambiguous.</param>
/// <param name="IsAmbiguous">Whether it reads differently with either mark.</param>
public readonly record struct NumberText(string Digits, bool Negative, string? Currency, DecimalMark? Proves, bool IsAmbiguous)
{
    private static readonly SearchValues<char> DigitsAndMarks = SearchValues.Create("0123456789.,");
    private static readonly string[] Codes = ["COP", "CLP", "MXN", "EUR", "USD"];

    /// <summary>Reads the form of a number; <c>null</c> when it is none.</summary>
    public static NumberText? Read(string text)
    {
        var rest = text.Trim();
        var negative = false;
        if (rest.Length > 2 && rest[0] == '(' && rest[^1] == ')') (rest, negative) = (rest[1..^1].Trim(), true);
        (rest, var currency) = WithoutCurrency(rest);
        if (rest.Length > 1 && rest[0] is '-' or '\u2212' or '+')
        {
            negative ^= rest[0] != '+';
            rest = rest[1..].TrimStart();
        }
        else if (rest.Length > 1 && rest[^1] is '-' or '\u2212')
        {
            negative ^= true;
            rest = rest[..^1].TrimEnd();
        }

        if (currency is null) (rest, currency) = WithoutCurrency(rest);
        if (WithoutSpacedGroups(rest) is not { } digits || digits.Length == 0 || digits.AsSpan().ContainsAnyExcept(DigitsAndMarks)) return null;
        return Form(digits) is { } form ? new(digits, negative, currency, form.Proves, form.Ambiguous) : null;
    }

    /// <summary>The number when that mark separates its decimals; <c>null</c> when it cannot be read so.</summary>
    public decimal? With(DecimalMark mark)
    {
        var (point, group) = mark is DecimalMark.Comma ? (',', '.') : ('.', ',');
        var parts = Digits.Split(point);
        if (parts.Length > 2 || (parts.Length == 2 && (parts[1].Length == 0 || parts[1].Contains(group, StringComparison.Ordinal)))) return null;
        if (!IsGrouped(parts[0], group)) return null;
        var plain = parts[0].Replace(group.ToString(), "", StringComparison.Ordinal) + (parts.Length == 2 ? "." + parts[1] : "");
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Negative ? -number : number : null;
    }

    private static (DecimalMark? Proves, bool Ambiguous)? Form(string digits)
    {
        int commas = digits.Count(character => character == ','), points = digits.Count(character => character == '.');
        if (commas == 0 && points == 0) return (null, false);
        if (!char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1])) return null;

        if (commas > 0 && points > 0) return Proof(digits.LastIndexOf(',') > digits.LastIndexOf('.') ? DecimalMark.Comma : DecimalMark.Point, digits);
        if (commas > 1) return Proof(DecimalMark.Point, digits);
        if (points > 1) return Proof(DecimalMark.Comma, digits);

        var mark = commas == 1 ? DecimalMark.Comma : DecimalMark.Point;
        var at = digits.IndexOfAny([',', '.']);
        var threeBehind = digits.Length - at - 1 == 3;
        return threeBehind && digits[0] != '0' ? (null, true) : Proof(mark, digits);
    }

    private static (DecimalMark? Proves, bool Ambiguous)? Proof(DecimalMark mark, string digits) =>
        new NumberText(digits, false, null, null, false).With(mark) is null ? null : (mark, false);

    private static bool IsGrouped(string whole, char group)
    {
        var groups = whole.Split(group);
        if (groups[0].Length == 0 || (groups.Length > 1 && (groups[0].Length > 3 || groups[0] is "0"))) return false;
        return groups.Skip(1).All(part => part.Length == 3);
    }

    /// <summary>Blanks and apostrophes may separate thousands: <c>1 234 567</c>, <c>1'234'567</c>.</summary>
    private static string? WithoutSpacedGroups(string text)
    {
        if (text.AsSpan().IndexOfAny(" \u00A0\u202F'’") < 0) return text;
        var fraction = text.LastIndexOfAny(['.', ',']);
        var groups = (fraction < 0 ? text : text[..fraction]).Split([' ', '\u00A0', '\u202F', '\'', '’']);
        if (groups[0].Length is 0 or > 3 || groups.Skip(1).Any(group => group.Length != 3 || !group.All(char.IsAsciiDigit))) return null;
        // 1 234,567: the blank already separates thousands, so the mark is of decimals. A zero keeps the form unambiguous.
        var rest = fraction < 0 ? "" : text[fraction..];
        return string.Concat(groups) + (rest.Length == 4 ? rest + "0" : rest);
    }

    private static (string Number, string? Currency) WithoutCurrency(string text)
    {
        if (text.StartsWith("COL$", StringComparison.OrdinalIgnoreCase)) return (text[4..].Trim(), "COP");
        foreach (var code in Codes)
        {
            if (text.StartsWith(code, StringComparison.OrdinalIgnoreCase)) return (text[3..].TrimStart('$', ' ', '\u00A0'), code);
            if (text.EndsWith(code, StringComparison.OrdinalIgnoreCase)) return (text[..^3].Trim().TrimStart('$').Trim(), code);
        }

        if (text.StartsWith('$')) return (text[1..].Trim(), "$");
        if (text.EndsWith('$')) return (text[..^1].Trim(), "$");
        if (text.StartsWith('€')) return (text[1..].Trim(), "EUR");
        return text.EndsWith('€') ? (text[..^1].Trim(), "EUR") : (text, null);
    }
}

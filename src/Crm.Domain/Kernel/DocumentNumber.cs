namespace Crm.Domain.Kernel;

/// <summary>Numbers of identity documents in the one form that keys are derived from, checked as far as each kind allows.</summary>
/// <remarks>
/// Colombia: CC, CE, TI, RC, NIT (with check digit), PPT. Chile: RUT. Mexico: CURP, RFC. Spain: NIF (persons and companies), NIE.
/// Everywhere: PAS, a passport. Other countries: any type, letters and digits only.
/// </remarks>
public static class DocumentNumber
{
    private const string Passport = "PAS";
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["CO"] = ["CC", "CE", "TI", "RC", "NIT", "PPT", Passport],
        ["CL"] = ["RUT", Passport],
        ["MX"] = ["CURP", "RFC", Passport],
        ["ES"] = ["NIF", "NIE", Passport],
    };

    /// <summary>The document types a country's debtors are known by; empty where any is taken.</summary>
    public static IReadOnlyList<string> TypesOf(string country) => Types.GetValueOrDefault(Capitals(country), []);

    /// <summary>The type in its one spelling: capitals, without dots, and a passport as <c>PAS</c>.</summary>
    public static string NormalizeType(string type) => Capitals(type) switch
    {
        "PASSPORT" or "PASAPORTE" or "PA" or "PP" => Passport,
        "DNI" => "NIF",
        "RUN" => "RUT",
        var other => other,
    };

    /// <summary>The number in its canonical form, or why it is not one of that type.</summary>
    public static Normalized Normalize(string country, string type, string? number)
    {
        var (land, kind, text) = (Capitals(country), NormalizeType(type), Capitals(number ?? ""));
        if (text.Length == 0) return Normalized.No("missing", "The document has no number.");
        if (Types.TryGetValue(land, out var known) && !known.Contains(kind))
            return Normalized.No("type-unknown", $"{land} has the document types {string.Join(", ", known)}.");

        return (land, kind) switch
        {
            (_, Passport) => text.Length is >= 5 and <= 15 ? Normalized.As(text) : Length("A passport", "5 to 15 letters and digits"),
            ("CO", "CC") => Digits(text, 4, 10),
            ("CO", "CE") => Digits(text, 3, 10),
            ("CO", "PPT") => Digits(text, 5, 9),
            ("CO", "TI") => Digits(text, 10, 11),
            ("CO", "RC") => Digits(text, 8, 11),
            ("CO", "NIT") => Nit(number!, text),
            ("CL", "RUT") => Rut(text),
            ("MX", "CURP") => Curp(text),
            ("MX", "RFC") => Rfc(number!),
            ("ES", "NIF") => Nif(text),
            ("ES", "NIE") => Nie(text),
            _ => text.Length is >= 3 and <= 20 ? Normalized.As(text) : Length("A document", "3 to 20 letters and digits"),
        };
    }

    // A number of ten digits that begins with 8 or 9 is a company's nine with the check digit; a person's ten begin with 1.
    private static Normalized Nit(string typed, string text)
    {
        if (!text.All(char.IsAsciiDigit)) return NotDigits;
        var hasCheck = typed.TrimEnd() is [.., '-', _] || (text.Length == 10 && text[0] is '8' or '9') || text.Length == 11;
        var body = (hasCheck ? text[..^1] : text).TrimStart('0');
        if (body.Length is < 6 or > 10) return Length("A NIT", "6 to 10 digits and a check digit");

        int[] weights = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43];
        var rest = body.Reverse().Select((digit, i) => (digit - '0') * weights[i]).Sum() % 11;
        var check = rest < 2 ? rest : 11 - rest;
        return hasCheck && text[^1] - '0' != check ? WrongCheck : Normalized.As($"{body}-{check}");
    }

    private static Normalized Rut(string text)
    {
        var body = text[..^1].TrimStart('0');
        if (body.Length is < 6 or > 8) return Length("A RUT", "6 to 8 digits and a check digit");
        if (!body.All(char.IsAsciiDigit)) return NotDigits;

        var check = (11 - body.Reverse().Select((digit, i) => (digit - '0') * (2 + i % 6)).Sum() % 11) switch { 11 => '0', 10 => 'K', var d => (char)('0' + d) };
        return text[^1] == check ? Normalized.As($"{body}-{check}") : WrongCheck;
    }

    private static Normalized Curp(string text)
    {
        const string alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
        if (text.Length != 18) return Length("A CURP", "18 letters and digits");
        if (!text[..4].All(IsSpanishLetter) || !text[4..10].All(char.IsAsciiDigit) || text[10] is not ('H' or 'M' or 'X')
            || !text[11..16].All(IsSpanishLetter) || !char.IsAsciiDigit(text[17])) return WrongPattern;

        var sum = text[..17].Select((letter, i) => alphabet.IndexOf(letter, StringComparison.Ordinal) * (18 - i)).Sum();
        return text[17] - '0' == (10 - sum % 10) % 10 ? Normalized.As(text) : WrongCheck;
    }

    // The one kind in which & is a letter; companies have three letters before the date, persons four.
    private static Normalized Rfc(string typed)
    {
        const string alphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";
        var text = string.Concat(typed.Normalize(System.Text.NormalizationForm.FormKC).ToUpperInvariant().Where(c => char.IsLetterOrDigit(c) || c == '&'));
        if (text.Length is not (12 or 13)) return Length("An RFC", "12 letters and digits for companies, 13 for persons");
        var letters = text.Length - 9;
        if (!text[..letters].All(c => IsSpanishLetter(c) || c == '&') || !text[letters..(letters + 6)].All(char.IsAsciiDigit)
            || !text[(letters + 6)..].All(char.IsAsciiLetterOrDigit)) return WrongPattern;

        var sum = text.PadLeft(13)[..12].Select((letter, i) => alphabet.IndexOf(letter, StringComparison.Ordinal) * (13 - i)).Sum();
        var check = (sum % 11) switch { 0 => '0', 1 => 'A', var rest => (char)('0' + 11 - rest) };
        return text[^1] == check ? Normalized.As(text) : WrongCheck;
    }

    private static Normalized Nif(string text)
    {
        if (char.IsAsciiDigit(text[0]))
        {
            if (text.Length > 9) return Length("A NIF", "8 digits and a letter");
            text = text.PadLeft(9, '0');
            return !text[..8].All(char.IsAsciiDigit) ? WrongPattern : Lettered(text, text[..8]);
        }

        if (text.Length != 9) return Length("A NIF", "a letter, 7 digits and a check letter or digit");
        if (!text[1..8].All(char.IsAsciiDigit)) return WrongPattern;
        if (text[0] is 'K' or 'L' or 'M') return Lettered(text, text[1..8]);
        if (!"ABCDEFGHJNPQRSUVW".Contains(text[0])) return WrongPattern;

        var sum = text[1..8].Select((digit, i) => i % 2 == 1 ? digit - '0' : (digit - '0') * 2 / 10 + (digit - '0') * 2 % 10).Sum();
        var check = (10 - sum % 10) % 10;
        var (asDigit, asLetter) = ((char)('0' + check), "JABCDEFGHI"[check]);
        var right = text[0] switch
        {
            'N' or 'P' or 'Q' or 'R' or 'S' or 'W' => text[8] == asLetter,
            'A' or 'B' or 'E' or 'H' => text[8] == asDigit,
            _ => text[8] == asDigit || text[8] == asLetter,
        };
        return right ? Normalized.As(text) : WrongCheck;
    }

    private static Normalized Nie(string text)
    {
        if (text.Length != 9) return Length("A NIE", "X, Y or Z, 7 digits and a letter");
        if (text[0] is not ('X' or 'Y' or 'Z') || !text[1..8].All(char.IsAsciiDigit)) return WrongPattern;
        return Lettered(text, (char)('0' + (text[0] - 'X')) + text[1..8]);
    }

    private static Normalized Lettered(string text, string digits) =>
        text[^1] == SpanishLetters[int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % 23] ? Normalized.As(text) : WrongCheck;

    private static Normalized Digits(string text, int least, int most)
    {
        if (!text.All(char.IsAsciiDigit)) return NotDigits;
        var number = text.TrimStart('0');
        return number.Length >= least && number.Length <= most ? Normalized.As(number) : Length("The number", $"{least} to {most} digits");
    }

    private static Normalized NotDigits => Normalized.No("not-digits", "The number has characters that are no digits.");
    private static Normalized WrongCheck => Normalized.No("check-digit", "The check digit or letter does not fit the number.");
    private static Normalized WrongPattern => Normalized.No("pattern", "Letters and digits are not where this document has them.");

    private static Normalized Length(string what, string has) => Normalized.No("length", $"{what} has {has}.");

    private static bool IsSpanishLetter(char letter) => char.IsAsciiLetterUpper(letter) || letter == 'Ñ';

    private static string Capitals(string text) =>
        string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC).ToUpperInvariant().Where(char.IsLetterOrDigit));
}

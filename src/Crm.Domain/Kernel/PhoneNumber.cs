using System.Diagnostics.CodeAnalysis;

namespace Crm.Domain.Kernel;

/// <summary>A telephone number in E.164, or why the text is none.</summary>
/// <param name="Number"><c>+573001234567</c>; <c>null</c> when the text is no number.</param>
/// <param name="IsLandline">Whether its numbering plan says that it is fixed. Mexico's does not tell them apart: taken as mobile.</param>
public readonly record struct PhoneNumber(string? Number, bool IsLandline, Malformed? Problem)
{
    [MemberNotNullWhen(true, nameof(Number)), MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Problem is null;

    /// <summary>Reads a number as it is typed: with or without the country's code, spaces, dots, dashes and brackets.</summary>
    /// <param name="country">The country of numbers that do not say theirs: CO, CL, MX, ES.</param>
    public static PhoneNumber Parse(string country, string? text)
    {
        var typed = (text ?? "").Normalize(System.Text.NormalizationForm.FormKC).Trim();
        if (typed.Length == 0) return No("missing", "There is no number.");
        if (typed.Any(c => !char.IsAsciiDigit(c) && !" +-./()".Contains(c)) || typed.LastIndexOf('+') > 0)
            return No("characters", "A number has digits, and a + at most before them.");

        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        var international = typed[0] == '+' || digits.StartsWith("00", StringComparison.Ordinal);
        if (typed[0] != '+' && international) digits = digits[2..];

        if (!international) return OfCountry(country, digits) ?? Stated(digits, country) ?? NotIn(country);
        foreach (var (land, code) in Codes)
        {
            if (digits.StartsWith(code, StringComparison.Ordinal)) return OfCountry(land, digits[code.Length..]) ?? NotIn(land);
        }

        return digits.Length is >= 8 and <= 15 && digits[0] != '0' ? new("+" + digits, false, null) : No("length", "An international number has 8 to 15 digits.");
    }

    private static readonly (string Country, string Code)[] Codes = [("CO", "57"), ("CL", "56"), ("MX", "52"), ("ES", "34")];

    /// <summary>A number with its country's code but without the +.</summary>
    private static PhoneNumber? Stated(string digits, string country)
    {
        var code = Codes.FirstOrDefault(known => known.Country == country).Code;
        return code is not null && digits.StartsWith(code, StringComparison.Ordinal) ? OfCountry(country, digits[code.Length..]) : null;
    }

    private static PhoneNumber? OfCountry(string country, string digits) => (country, digits) switch
    {
        ("CO", ['3', ..]) when digits.Length == 10 => new("+57" + digits, false, null),
        ("CO", ['6', '0', >= '1' and <= '8', >= '2', ..]) when digits.Length == 10 => new("+57" + digits, true, null),
        ("CL", ['9', ..]) when digits.Length == 9 => new("+56" + digits, false, null),
        ("CL", [>= '2' and <= '7', ..]) when digits.Length == 9 => new("+56" + digits, true, null),
        // Until 2019 a 1 stood before mobiles from abroad, and 044 or 045 before them at home.
        ("MX", ['1', >= '2', ..]) when digits.Length == 11 => OfCountry(country, digits[1..]),
        ("MX", ['0', '4', '4' or '5', ..]) when digits.Length == 13 => OfCountry(country, digits[3..]),
        ("MX", [>= '2', ..]) when digits.Length == 10 => new("+52" + digits, false, null),
        ("ES", ['6' or '7', ..]) when digits.Length == 9 => new("+34" + digits, false, null),
        ("ES", ['8' or '9', ..]) when digits.Length == 9 => new("+34" + digits, true, null),
        _ => null,
    };

    private static PhoneNumber NotIn(string country) => country switch
    {
        "CO" => No("not-in-plan", "A Colombian number has ten digits: a mobile begins with 3, a fixed one with 60 and its area."),
        "CL" => No("not-in-plan", "A Chilean number has nine digits: a mobile begins with 9."),
        "MX" => No("not-in-plan", "A Mexican number has ten digits."),
        "ES" => No("not-in-plan", "A Spanish number has nine digits and begins with 6, 7, 8 or 9."),
        _ => No("country-missing", "A number of another country begins with + and the country's code."),
    };

    private static PhoneNumber No(string code, string reason) => new(null, false, new(code, reason));
}

using System.Globalization;
using Crm.Api.Files;
using Crm.Domain.Kernel;

namespace Crm.Api.Imports;

/// <summary>Every reason for which a row or a value is not taken, with what would be right.</summary>
internal static class Problem
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static (string Code, Bilingual Reason) Missing { get; } = ("import.value-missing",
        new("The value is missing.", "Falta el valor."));

    public static (string Code, Bilingual Reason) Placeholder { get; } = ("import.value-placeholder",
        new("The value says that there is none. Write the value.", "El valor indica que no hay dato. Escriba el valor."));

    public static (string Code, Bilingual Reason) SpreadsheetError { get; } = ("import.cell-error",
        new("The cell holds an error of the spreadsheet, or a number whose last digits were lost: format the column as text before typing long numbers.",
            "La celda tiene un error de la hoja o un número que perdió sus últimos dígitos: dé formato de texto a la columna antes de escribir números largos."));

    public static (string Code, Bilingual Reason) NotText { get; } = ("import.text-expected",
        new("The spreadsheet made a date, a fraction or a yes/no of this text. Format the column as text and type it again.",
            "La hoja convirtió este texto en fecha, fracción o verdadero/falso. Dé formato de texto a la columna y escríbalo de nuevo."));

    public static (string Code, Bilingual Reason) UnusableText { get; } = ("import.text-unusable",
        new("The text has control characters that cannot be stored.", "El texto tiene caracteres de control que no se pueden guardar."));

    public static (string Code, Bilingual Reason) TooLong(int most) => ("import.text-too-long",
        new($"The text has more than {most} characters.", $"El texto tiene más de {most} caracteres."));

    public static (string Code, Bilingual Reason) NotANumber { get; } = ("import.amount-invalid",
        new("This is no amount. Write digits with one decimal mark, like 1234567.89 or 1.234.567,89.",
            "No es un valor. Escriba dígitos con un solo signo decimal, como 1234567.89 o 1.234.567,89."));

    public static (string Code, Bilingual Reason) Ambiguous(NumberText number)
    {
        var (comma, point) = (number.With(DecimalMark.Comma), number.With(DecimalMark.Point));
        var both = string.Join(" / ", new[] { comma, point }.Where(value => value is not null).Select(value => value!.Value.ToString(Invariant)));
        return ("import.amount-ambiguous",
            new($"This may be {both}, and no other amount of the file shows which. State the decimal mark of the file, or write it without a thousands separator.",
                $"Puede ser {both} y ningún otro valor del archivo lo aclara. Indique el signo decimal del archivo o escríbalo sin separador de miles."));
    }

    public static (string Code, Bilingual Reason) OtherMark(DecimalMark mark) => ("import.amount-other-format",
        new($"The amount does not fit the decimal {(mark is DecimalMark.Comma ? "comma" : "point")} of the file.",
            $"El valor no corresponde {(mark is DecimalMark.Comma ? "a la coma" : "al punto")} decimal del archivo."));

    public static (string Code, Bilingual Reason) Negative { get; } = ("import.amount-negative",
        new("An amount that is owed cannot be negative.", "Un valor adeudado no puede ser negativo."));

    public static (string Code, Bilingual Reason) TooLarge { get; } = ("import.amount-too-large",
        new("The amount is beyond 999,999,999,999,999.", "El valor supera 999.999.999.999.999."));

    public static (string Code, Bilingual Reason) OtherCurrency(string found, string expected) => ("import.currency-other",
        new($"The amount is in {found}; the import is in {expected}.", $"El valor está en {found}; la importación es en {expected}."));

    public static (string Code, Bilingual Reason) InvalidDays { get; } = ("import.days-invalid",
        new("Days past due are a whole number from 0 to 36500.", "Los días de mora son un número entero de 0 a 36500."));

    public static (string Code, Bilingual Reason) InvalidDate { get; } = ("import.date-invalid",
        new("This is no date. Write day/month/year with four digits for the year, or year-month-day.",
            "No es una fecha. Escriba día/mes/año con cuatro dígitos para el año, o año-mes-día."));

    public static (string Code, Bilingual Reason) InvalidEmail { get; } = ("import.email-invalid",
        new("This is no e-mail address; the row is imported without it.", "No es un correo electrónico; la fila se importa sin él."));

    public static (string Code, Bilingual Reason) InvalidPhone { get; } = ("import.phone-invalid",
        new("This is no phone number of the country; the row is imported without it.", "No es un teléfono del país; la fila se importa sin él."));

    public static (string Code, Bilingual Reason) InvalidDocument(Malformed malformed) => ("import.document-" + malformed.Code, new(malformed.Reason, malformed.Code switch
    {
        "type-unknown" => "El tipo de documento no es del país.",
        "check-digit" => "El dígito o la letra de control no corresponde al número.",
        "not-digits" => "El número tiene caracteres que no son dígitos.",
        "length" => "El número no tiene la longitud de ese tipo de documento.",
        "pattern" => "Las letras y los dígitos no están donde ese documento los tiene.",
        _ => "El documento no es válido.",
    }));

    /// <summary>The business refuses the row, with the code and the reason of the command.</summary>
    public static (string Code, Bilingual Reason) Refused(Refusal refusal, string spanish) => (refusal.Code, new(refusal.Reason, spanish));

    public static (string Code, Bilingual Reason) TooManyCells(int columns) => ("import.too-many-cells",
        new($"The row has more cells than the {columns} headers: a separator inside of a value moved the others.",
            $"La fila tiene más celdas que los {columns} encabezados: un separador dentro de un valor corrió los demás."));

    public static (string Code, Bilingual Reason) Repeated(int line) => ("import.row-repeated",
        new($"The same row is on line {line} already; it is counted once.", $"La misma fila ya está en la línea {line}; se cuenta una vez."));
}

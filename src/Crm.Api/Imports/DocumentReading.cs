using Crm.Domain.Kernel;

namespace Crm.Api.Imports;

/// <summary>Documents as files have them: the type spelled out, or left out where the country has a usual one.</summary>
internal static class DocumentReading
{
    private static readonly Dictionary<string, string> SpokenTypes = new(StringComparer.Ordinal)
    {
        ["CEDULA"] = "CC",
        ["CEDULADECIUDADANIA"] = "CC",
        ["CEDULACIUDADANIA"] = "CC",
        ["CEDULADEEXTRANJERIA"] = "CE",
        ["CEDULAEXTRANJERIA"] = "CE",
        ["TARJETADEIDENTIDAD"] = "TI",
        ["TARJETAIDENTIDAD"] = "TI",
        ["REGISTROCIVIL"] = "RC",
    };

    private static readonly Dictionary<string, string> UsualTypes = new(StringComparer.Ordinal) { ["CO"] = "CC", ["CL"] = "RUT", ["MX"] = "CURP", ["ES"] = "NIF" };

    /// <summary>Type and number in canonical form.</summary>
    /// <param name="type">As the file has it; empty: the country's usual one.</param>
    public static (string Type, Normalized Number) Read(string country, string? type, string number)
    {
        var known = DocumentNumber.NormalizeType(type is { Length: > 0 } ? type : UsualTypes.GetValueOrDefault(country, "ID"));
        known = SpokenTypes.GetValueOrDefault(HeaderName.Normalize(known).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant(), known);
        return (known, DocumentNumber.Normalize(country, known, number));
    }
}

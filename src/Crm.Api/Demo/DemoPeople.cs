using System.Globalization;

namespace Crm.Api.Demo;

/// <summary>People who do not exist: names and documents from a number, always the same ones.</summary>
internal static class DemoPeople
{
    private static readonly string[] First =
    [
        "Ana", "Luis", "Carmen", "Jorge", "Marta", "Pedro", "Sandra", "Andrés", "Gloria", "Felipe", "Rosa", "Hernán", "Lina", "Óscar", "Paola", "Iván",
        "Yolanda", "Camilo", "Nubia", "Sergio",
    ];

    private static readonly string[] Last =
    [
        "García", "Rodríguez", "Martínez", "López", "González", "Hernández", "Pérez", "Sánchez", "Ramírez", "Torres", "Díaz", "Vargas", "Moreno", "Rojas",
        "Jiménez", "Gómez", "Castro", "Ortiz", "Suárez", "Muñoz",
    ];

    public static string Name(int number) =>
        $"{First[number % First.Length]} {Last[number / First.Length % Last.Length]} {Last[(number * 7 + 3) % Last.Length]}";

    /// <summary>A citizen's card number; ten digits that nobody was given.</summary>
    public static string Document(int seed, int number) => (9_000_000_000L + seed % 90 * 10_000_000L + number).ToString(CultureInfo.InvariantCulture);

    public static string Phone(int number) => (3_000_000_000L + number % 100_000_000).ToString(CultureInfo.InvariantCulture);
}

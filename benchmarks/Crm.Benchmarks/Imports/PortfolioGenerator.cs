using System.Globalization;
using Crm.Api.Collections.Import;
using Crm.Api.Files;

namespace Crm.Benchmarks.Imports;

/// <summary>Writes believable portfolios of any size, row by row: two phones, an e-mail and an address each, every tenth debtor with two accounts.</summary>
internal static class PortfolioGenerator
{
    private static readonly string[] Names = ["Ana María Peña", "José Luis Muñoz", "Diana Carolina Gómez", "Óscar Iván Rodríguez", "Luz Marina Quiñones", "Andrés Felipe Ibáñez"];
    private static readonly string[] Cities = ["Bogotá", "Medellín", "Cali", "Pereira", "Ibagué"];

    public static async Task Write(string path, ExportFormat format, int rows, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await using var table = TabularWriter.Open(format, file);
        await table.Write([.. PortfolioTemplate.Headers.Select(header => Cell.Text(header))], ct);
        for (var row = 0; row < rows; row++) await table.Write(Row(row, format is ExportFormat.Csv), ct);
        await table.Complete(ct);
    }

    private static Cell[] Row(int row, bool text)
    {
        var person = row % 10 == 9 ? row - 1 : row;
        decimal principal = 200_000 + row % 4_000 * 1_000m, interest = Math.Round(principal * (row % 40) / 100m + 0.37m, 2);
        var cells = PortfolioTemplate.Headers.Select(_ => Cell.Empty).ToArray();
        Set("FECHA_CESION", text ? "15/01/2026" : new DateOnly(2026, 1, 15));
        Set("FECHA_ACT", text ? "30/06/2026" : new DateOnly(2026, 6, 30));
        Set("DOCUMENTO", (1_000_000_000L + person * 3L).ToString(CultureInfo.InvariantCulture));
        Set("REFERENCIA", $"LIN-{row:D8}");
        Set("TIPO_DOCUMENTO", "CC");
        Set("NOMBRE_COMPLETO", Names[person % Names.Length]);
        Set("CIUDAD", Cities[person % Cities.Length]);
        Set("DIAS_MORA_ORIGINADOR", row % 360);
        Set("PRINCIPAL", Money(principal));
        Set("INTERESES", Money(interest));
        Set("DEUDA_TOTAL", Money(principal + interest));
        Set("TELEFONO_CELULAR", $"300{person % 10_000_000:D7}");
        Set("CELULAR_1", $"310{person % 10_000_000:D7}");
        Set("EMAIL", $"debtor{person}@example.com");
        Set("DIRECCION_1", $"Calle {person % 180} # {person % 97}-{person % 89}");
        return cells;

        void Set(string header, Cell cell) => cells[Columns[header]] = cell;

        Cell Money(decimal amount) => text ? amount.ToString("N2", Colombia) : amount;
    }

    private static readonly CultureInfo Colombia = CultureInfo.GetCultureInfo("es-CO");

    private static readonly Dictionary<string, int> Columns = PortfolioTemplate.Headers.Select((header, column) => (header, column)).ToDictionary(pair => pair.header, pair => pair.column);
}

using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Tests.Files;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Api.Tests.Collections.Import;

/// <summary>Small portfolio files in the official template, told by what differs from a good row.</summary>
internal static class PortfolioFiles
{
    public static readonly ImportTerms Terms = new("CO", Currency.Cop, new DateOnly(2026, 6, 30), null, CollectionPolicy.Default.Payments.AllocationOrder);

    public static IReadOnlyDictionary<string, string> GoodRow { get; } = new Dictionary<string, string>
    {
        ["FECHA_CESION"] = "15/01/2026",
        ["FECHA_ACT"] = "30/06/2026",
        ["DOCUMENTO"] = "1020304050",
        ["REFERENCIA"] = "LIN-0001",
        ["TIPO_DOCUMENTO"] = "CC",
        ["NOMBRE_COMPLETO"] = "Ana María Peña",
        ["CIUDAD"] = "Bogotá",
        ["DIAS_MORA_ORIGINADOR"] = "95",
        ["DIAS_MORA_CASO_SAS"] = "166",
        ["TOTAL_DIAS_MORA"] = "261",
        ["AÑOS_MORA"] = "0,73",
        ["PRINCIPAL"] = "800000",
        ["DEUDA_PRINCIPAL_K"] = "800000",
        ["INTERESES"] = "150000.50",
        ["TECNOLOGIA"] = "40000",
        ["SEGURO"] = "20000",
        ["OTROS_CARGOS"] = "0",
        ["TOTAL_PAGADO"] = "10000.50",
        ["DCTO_PAGO_CONTADO_50%"] = "500000",
        ["DCTO_PAGO_CONTADO_70%_MAX_30%"] = "700000",
        ["DEUDA_TOTAL"] = "1000000",
        ["TELEFONO_CELULAR"] = "3001234567",
        ["EMAIL"] = "ana@example.com",
        ["CELULAR_1"] = "",
        ["CELULAR_2"] = "",
        ["CELULAR_3"] = "",
        ["DIRECCION_1"] = "Calle 1 # 2-3",
        ["DIRECCION_2"] = "",
        ["DIRECCION_3"] = "",
        ["EMAIL_1"] = "",
        ["EMAIL_2"] = "",
        ["TELEFONO_1"] = "",
        ["TELEFONO_2"] = "",
    };

    /// <summary>The text of a file whose rows differ from the good one in the columns given.</summary>
    public static string Text(params IReadOnlyList<(string Column, string Value)[]> rows) =>
        With(PortfolioTemplate.Headers, rows);

    public static string With(IReadOnlyList<string> headers, params IReadOnlyList<(string Column, string Value)[]> rows) =>
        string.Join(';', headers) + "\n" + string.Concat(rows.Select(row => string.Join(';', headers.Select(header =>
        {
            var value = row.Where(cell => cell.Column == header).Select(cell => cell.Value).LastOrDefault(GoodRow.GetValueOrDefault(header, ""));
            return value.Contains('"', StringComparison.Ordinal) || value.Contains(';', StringComparison.Ordinal) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
        })) + "\n"));

    public static List<ReadRow> Read(string text, ImportTerms? terms = null, IReadOnlyDictionary<string, string>? mapping = null)
    {
        using var stored = TemporaryFile.Of(text);
        using var file = ImportFile.Open(stored.Path, PortfolioTemplate.Template, null, mapping);
        var reader = new RowReader(file.Mapping, terms ?? Terms, file.Survey(CancellationToken.None).Numbers);
        return [.. file.Rows(CancellationToken.None).Select(reader.Read)];
    }

    public static ReadRow ReadOne(params (string Column, string Value)[] row) => Read(Text(row)).ShouldHaveSingleItem();
}

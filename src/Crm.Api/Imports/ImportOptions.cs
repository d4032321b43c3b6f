using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>How an import treats its file and the database.</summary>
/// <param name="RowsPerChunk">Rows between two points at which a killed import goes on.</param>
/// <param name="RowsPerAppend">Rows that go to the database together. Commands of people wait for at most one such append.</param>
/// <param name="MaxUploadBytes">Largest file taken.</param>
public sealed record ImportOptions(int RowsPerChunk = 512, int RowsPerAppend = 16, long MaxUploadBytes = 1L << 30)
{
    /// <summary>The same for leads, of which a row is one event and not some six.</summary>
    public int LeadsPerAppend { get; init; } = 96;

    public TabularLimits Limits { get; init; } = TabularLimits.Default;

    /// <summary>How long a file is kept that was sent and never imported.</summary>
    public TimeSpan UnusedUploadsKept { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>How the file of an import is read, as far as its caller states it.</summary>
/// <param name="Mapping">Header by field name, for columns that are not called as in the official template.</param>
/// <param name="DecimalMark">The file's mark of decimals; without it the amounts have to prove it.</param>
public sealed record FileReading(
    IReadOnlyDictionary<string, string>? Mapping = null, string? Encoding = null, char? Delimiter = null, string? Sheet = null, DecimalMark? DecimalMark = null)
{
    public static readonly FileReading Unstated = new();

    internal TabularFormat Format => new(Encoding, Delimiter, Sheet);
}

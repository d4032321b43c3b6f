using Crm.Api.Files;

namespace Crm.Api.Tests.Files;

internal static class Reading
{
    public static List<TabularRow> Rows(TemporaryFile file, TabularFormat? stated = null, TabularLimits? limits = null)
    {
        using var reader = TabularReader.Open(file.Path, stated, limits);
        return [.. reader.Rows(CancellationToken.None)];
    }

    /// <summary>The rows as lists of texts, for a test to compare.</summary>
    public static string[][] Texts(TemporaryFile file, TabularFormat? stated = null) =>
        [.. Rows(file, stated).Select(row => row.Cells.Select(cell => cell.ToString()).ToArray())];

    public static UnreadableFileException Refused(TemporaryFile file, TabularFormat? stated = null, TabularLimits? limits = null) =>
        Should.Throw<UnreadableFileException>(() => Rows(file, stated, limits));
}

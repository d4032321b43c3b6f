using Crm.Api.Files;

namespace Crm.Api.Collections.Import;

/// <summary>Cuts the rows of a file into chunks; never more than one chunk of rows is held.</summary>
internal static class ChunkReader
{
    /// <param name="behindLine">Rows up to this line are done.</param>
    public static IEnumerable<IReadOnlyList<ResolvedRow>> Read(IEnumerable<TabularRow> rows, RowResolver resolver, int behindLine, int rowsPerChunk)
    {
        var chunk = new List<ResolvedRow>(rowsPerChunk);
        foreach (var row in rows)
        {
            if (row.Line <= behindLine) continue;
            chunk.Add(resolver.Resolve(row));
            if (chunk.Count < rowsPerChunk) continue;
            yield return chunk;
            chunk = new(rowsPerChunk);
        }

        if (chunk.Count > 0) yield return chunk;
    }
}

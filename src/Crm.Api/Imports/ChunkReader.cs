using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>Cuts the rows of a file into chunks; never more than one chunk of rows is held.</summary>
internal static class ChunkReader
{
    /// <param name="behindLine">Rows up to this line are done.</param>
    public static IEnumerable<IReadOnlyList<TRow>> Read<TRow>(IEnumerable<TabularRow> rows, Func<TabularRow, TRow> resolve, int behindLine, int rowsPerChunk)
    {
        var chunk = new List<TRow>(rowsPerChunk);
        foreach (var row in rows)
        {
            if (row.Line <= behindLine) continue;
            chunk.Add(resolve(row));
            if (chunk.Count < rowsPerChunk) continue;
            yield return chunk;
            chunk = new(rowsPerChunk);
        }

        if (chunk.Count > 0) yield return chunk;
    }
}

/// <summary>Reads the next chunk while one is being written; never more than two are held.</summary>
internal sealed class ReadAhead<TRow>(IEnumerable<IReadOnlyList<TRow>> chunks) : IAsyncDisposable
{
    private readonly IEnumerator<IReadOnlyList<TRow>> _chunks = chunks.GetEnumerator();
    private Task<IReadOnlyList<TRow>?>? _next;

    /// <summary>The next chunk; <c>null</c> at the end. Throws what reading the file throws.</summary>
    public async Task<IReadOnlyList<TRow>?> Next()
    {
        var chunk = await (_next ?? Task.Run(Read));
        _next = chunk is null ? Task.FromResult<IReadOnlyList<TRow>?>(null) : Task.Run(Read);
        return chunk;
    }

    /// <summary>Waits for the reading that is under way: the file is closed after this.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_next is not null) await Task.WhenAny(_next);
        _ = _next?.Exception;
        _chunks.Dispose();
    }

    private IReadOnlyList<TRow>? Read() => _chunks.MoveNext() ? _chunks.Current : null;
}

using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Files;
using Crm.Api.Hosting;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

/// <summary>What an import holds at once does not grow with its file.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Never_more_than_two_chunks_of_rows_are_read_before_the_first_is_done()
    {
        const int RowsPerChunk = 50;
        var (read, done, most) = (0, 0, 0);
        var header = new TabularRow(1, 1, [.. PortfolioTemplate.Headers.Select(name => Cell.Text(name))]);
        var mapping = ColumnMapping.Of(header, PortfolioTemplate.Template, null);
        var resolver = new RowResolver(new(mapping, Terms, new()), new NaturalKeys(new byte[32]), "CO", "X");
        await using var chunks = new ReadAhead<ResolvedRow>(ChunkReader.Read(Endless().Take(5_000), resolver.Resolve, 0, RowsPerChunk));
        while (await chunks.Next() is { } chunk)
        {
            await Task.Yield();
            done += chunk.Count;
        }

        done.ShouldBe(5_000);
        // The chunk in hand and the one that is read ahead of it.
        most.ShouldBeLessThanOrEqualTo(2 * RowsPerChunk);

        IEnumerable<TabularRow> Endless()
        {
            for (var line = 2; ; line++)
            {
                most = Math.Max(most, ++read - Volatile.Read(ref done));
                yield return new(line, line, [.. PortfolioTemplate.Headers.Select(name => Cell.Text(name == "REFERENCIA" ? $"R-{line}" : GoodRow[name]))]);
            }
        }
    }

    [Fact]
    public async Task A_broken_file_is_told_where_its_chunk_is_asked_for()
    {
        await using var chunks = new ReadAhead<ResolvedRow>(Broken());
        (await chunks.Next()).ShouldNotBeNull();
        await Should.ThrowAsync<UnreadableFileException>(chunks.Next);

        static IEnumerable<IReadOnlyList<ResolvedRow>> Broken()
        {
            yield return [];
            throw new UnreadableFileException("file.truncated", 2, new("", ""));
        }
    }

    [Fact]
    public void A_large_file_is_read_in_the_memory_of_a_small_one()
    {
        // Counted in allocated objects that survive, not in time: rows that were handed out are not held on to.
        var rows = new List<WeakReference>();
        using var file = Files.TemporaryFile.Of(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"A{i},B\n")));
        using var reader = TabularReader.Open(file.Path);
        foreach (var row in reader.Rows(CancellationToken.None)) rows.Add(new(row));
        GC.Collect();
        rows.Count(row => row.IsAlive).ShouldBeLessThan(100);
    }
}

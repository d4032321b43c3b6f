using System.IO.Compression;

namespace Crm.Api.Files.Content;

/// <summary>Looks into a zip for a Word document or a workbook, unpacking all of it once, to nowhere, within limits.</summary>
/// <remarks>What the zip says of its own sizes is not believed. A document inside a document is looked into as well, no deeper.</remarks>
internal static class OfficeDocument
{
    private const int MaxParts = 5_000, MaxDepth = 2, MaxInner = 25 << 20;
    private const long MaxUnpacked = 200L << 20;

    // A page of zeros packs a thousand times; text and sheets ten to twenty times. Below the floor nothing is a bomb.
    private const int MaxRatio = 100;
    private const long RatioFloor = 20L << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The kind of document; <c>null</c>: it is another archive.</summary>
    /// <exception cref="FileRefusedException">It is broken, carries programs, or unpacks to more than is taken.</exception>
    public static async Task<FileKind?> Look(Stream content, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            return await Look(content, new Budget(content.Length), depth: 1, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw FileRefusals.Bomb($"unpacking it takes more than {Longest.TotalSeconds} seconds");
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw FileRefusals.Broken("a zip archive");
        }
    }

    private static async Task<FileKind?> Look(Stream content, Budget budget, int depth, CancellationToken ct)
    {
        // Counted before anything is made of them: a directory of half a million parts fits into a small file.
        budget.Parts(ZipDirectory.CountOf(content));
        content.Position = 0;
        using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        var names = archive.Entries.Select(entry => entry.FullName).ToList();
        var kind = !names.Contains("[Content_Types].xml") ? null
            : names.Contains("word/document.xml") ? FileKind.Word
            : names.Contains("xl/workbook.xml") ? FileKind.Excel
            : null;
        if (kind is null && depth == 1) return null;
        if (names.Any(name => name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase) || name.Contains("/activeX/", StringComparison.OrdinalIgnoreCase))) throw FileRefusals.Macros();

        foreach (var entry in archive.Entries) await Unpack(entry, budget, depth, ct);
        return kind;
    }

    private static async Task Unpack(ZipArchiveEntry entry, Budget budget, int depth, CancellationToken ct)
    {
        await using var part = entry.Open();
        var buffer = new byte[1 << 16];
        var read = await part.ReadAtLeastAsync(buffer, 4, throwOnEndOfStream: false, ct);
        budget.Unpacked(read);
        var inner = read >= 4 && buffer.AsSpan().StartsWith("PK\u0003\u0004"u8) ? new MemoryStream() : null;
        if (inner is not null && depth == MaxDepth) throw FileRefusals.Bomb("archives in archives");

        while (read > 0)
        {
            if (inner is not null)
            {
                if (inner.Length + read > MaxInner) throw FileRefusals.Bomb($"a document inside it has more than {MaxInner} bytes");
                inner.Write(buffer, 0, read);
            }

            read = await part.ReadAsync(buffer, ct);
            budget.Unpacked(read);
        }

        if (inner is not null) await Look(inner, budget, depth + 1, ct);
    }

    /// <summary>What may be unpacked of one file, all its parts together.</summary>
    private sealed class Budget(long packed)
    {
        private long _unpacked;
        private int _parts;

        public void Unpacked(int bytes)
        {
            _unpacked += bytes;
            if (_unpacked > MaxUnpacked) throw FileRefusals.Bomb($"more than {MaxUnpacked} bytes");
            if (_unpacked > RatioFloor && _unpacked / MaxRatio > packed) throw FileRefusals.Bomb($"more than {MaxRatio} times the file");
        }

        public void Parts(int count)
        {
            _parts += count;
            if (_parts > MaxParts) throw FileRefusals.Bomb($"more than {MaxParts} parts");
        }
    }
}

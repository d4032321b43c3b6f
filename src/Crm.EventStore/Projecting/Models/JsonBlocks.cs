using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Crm.EventStore.Projecting.Models;

/// <summary>Documents as JSON, end to end in pooled blocks: an array for each would outlive the young generation and be gone a moment later.</summary>
internal sealed class JsonBlocks : IBufferWriter<byte>, IDisposable
{
    private const int Block = 1 << 18;

    private readonly List<byte[]> _full = [];
    private readonly Utf8JsonWriter _writer;
    private byte[] _block = [];
    private int _begun;
    private int _end;

    public JsonBlocks() => _writer = new(this);

    /// <summary>A document's JSON, valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Add<TDocument>(TDocument document, JsonTypeInfo<TDocument> json)
    {
        _begun = _end;
        _writer.Reset();
        JsonSerializer.Serialize(_writer, document, json);
        _writer.Flush();
        return new(_block, _begun, _end - _begun);
    }

    /// <summary>Makes what was added invalid and writes over it.</summary>
    public void Clear() => _end = 0;

    public void Advance(int count) => _end += count;

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    // What of a document is written already moves along to the next block, so that it lies in one.
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var need = Math.Max(sizeHint, 1);
        if (_block.Length - _end < need)
        {
            var begun = _end - _begun;
            var next = ArrayPool<byte>.Shared.Rent(Math.Max(Block, (begun + need) * 2));
            _block.AsSpan(_begun, begun).CopyTo(next);
            if (_block.Length > 0) _full.Add(_block);
            (_block, _begun, _end) = (next, 0, begun);
        }

        return _block.AsMemory(_end);
    }

    public void Dispose()
    {
        _writer.Dispose();
        if (_block.Length > 0) _full.Add(_block);
        foreach (var block in _full) ArrayPool<byte>.Shared.Return(block);
        _full.Clear();
        (_block, _begun, _end) = ([], 0, 0);
    }
}

using System.Buffers;
using Npgsql;

namespace Crm.EventStore.Streams;

/// <summary>
/// Rows of events in pooled memory. A page of some thousand events is read, deserialised and gone in a moment: as garbage it would cost more
/// than the deserialising.
/// </summary>
internal sealed class RawPage(int expected) : IDisposable
{
    private const int Block = 1 << 18, DataColumn = 5;

    private readonly List<byte[]> _full = [];
    private byte[] _block = [];
    private int _end;
    private RawEvent[] _rows = ArrayPool<RawEvent>.Shared.Rent(Math.Max(1, expected));

    public int Count { get; private set; }

    /// <summary>Valid until this is disposed, as is the data in it.</summary>
    public ReadOnlySpan<RawEvent> Rows => _rows.AsSpan(0, Count);

    public void Add(NpgsqlDataReader reader)
    {
        if (Count == _rows.Length)
        {
            var larger = ArrayPool<RawEvent>.Shared.Rent(Count * 2);
            Rows.CopyTo(larger);
            ArrayPool<RawEvent>.Shared.Return(_rows, clearArray: true);
            _rows = larger;
        }

        _rows[Count++] = RawEvent.Read(reader, Data(reader));
    }

    public void Dispose()
    {
        ArrayPool<RawEvent>.Shared.Return(_rows, clearArray: true);
        if (_block.Length > 0) _full.Add(_block);
        foreach (var block in _full) ArrayPool<byte>.Shared.Return(block);
        _full.Clear();
        (_rows, _block, _end, Count) = ([], [], 0, 0);
    }

    // As bytes, a jsonb begins with the number of its format.
    private ReadOnlyMemory<byte> Data(NpgsqlDataReader reader)
    {
        var length = (int)reader.GetBytes(DataColumn, 0, null, 0, 0) - 1;
        if (_block.Length - _end < length)
        {
            if (_block.Length > 0) _full.Add(_block);
            (_block, _end) = (ArrayPool<byte>.Shared.Rent(Math.Max(Block, length)), 0);
        }

        reader.GetBytes(DataColumn, 1, _block, _end, length);
        _end += length;
        return new(_block, _end - length, length);
    }
}

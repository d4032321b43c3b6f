using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Crm.EventStore.Sealing;

/// <summary>Reads rows as PostgreSQL's binary COPY sends them and hashes each: nothing becomes an object that need not.</summary>
internal sealed class SealedRows : IAsyncDisposable
{
    // Signature, flags, length of the extension.
    private const int CopyHeader = 19;

    private readonly SealSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlRawCopyStream _copy;
    private readonly CanonicalForm _envelope = new(), _data = new();
    private readonly byte[] _envelopeForm, _dataForm, _entry = new byte[MerkleTree.EntryLength];
    private byte[] _buffer = new byte[1 << 18];
    private int _start, _end;
    private bool _begun;

    private SealedRows(SealSource source, NpgsqlConnection connection, NpgsqlRawCopyStream copy)
    {
        (_source, _connection, _copy) = (source, connection, copy);
        (_envelopeForm, _dataForm) = (Encoding.UTF8.GetBytes(source.EnvelopeForm), Encoding.UTF8.GetBytes(source.DataForm));
    }

    public long Position { get; private set; }

    /// <summary>Whose row it is, and the hashes of its two parts: what a leaf is made of.</summary>
    public ReadOnlySpan<byte> Entry => _entry;

    public static async Task<SealedRows> Open(NpgsqlDataSource database, SealSource source, string select, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            return new(source, connection, await connection.BeginRawBinaryCopyAsync($"copy ({select}) to stdout (format binary)", ct));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<bool> Next(CancellationToken ct)
    {
        if (!_begun)
        {
            await Need(CopyHeader, ct);
            _start += CopyHeader;
            _begun = true;
        }

        await Need(2, ct);
        if (BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_start)) < 0) return false;

        // A row is parsed when all of it is there; where its fields end is known only by walking them.
        var fields = 2 + _source.Envelope.Count + _source.Data.Count;
        var length = 2;
        for (var field = 0; field < fields; field++)
        {
            await Need(length + 4, ct);
            length += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + length)));
        }

        await Need(length, ct);
        Hash(_buffer.AsSpan(_start + 2, length - 2));
        _start += length;
        return true;
    }

    /// <summary>The present row as the text that was hashed.</summary>
    public CanonicalRow Text() => new(Position, [.. _envelope.Texts()], [.. _data.Texts()]);

    public async ValueTask DisposeAsync()
    {
        await _copy.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void Hash(ReadOnlySpan<byte> row)
    {
        Position = BinaryPrimitives.ReadInt64BigEndian(Field(ref row));
        var owner = Field(ref row);
        if (owner.Length == 16) owner.CopyTo(_entry);
        else _entry.AsSpan(0, 16).Clear();
        Part(_envelope, _envelopeForm, _source.Envelope, ref row).Hash(_entry.AsSpan(16));
        Part(_data, _dataForm, _source.Data, ref row).Hash(_entry.AsSpan(16 + MerkleTree.HashLength));
    }

    private static CanonicalForm Part(CanonicalForm form, byte[] name, IReadOnlyList<SealedColumn> columns, ref ReadOnlySpan<byte> row)
    {
        form.Begin(name);
        for (var i = 0; i < columns.Count; i++)
        {
            var isNull = BinaryPrimitives.ReadInt32BigEndian(row) < 0;
            var value = Field(ref row);
            if (isNull) form.AddNull();
            else form.AddBinary(columns[i].Kind, value);
        }

        return form;
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> row)
    {
        var length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(row));
        var value = row.Slice(4, length);
        row = row[(4 + length)..];
        return value;
    }

    private async ValueTask Need(int count, CancellationToken ct)
    {
        if (_end - _start >= count) return;
        if (_buffer.Length - _start < count)
        {
            var larger = _buffer.Length < count ? new byte[Math.Max(count, _buffer.Length * 2)] : _buffer;
            _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
            (_buffer, _end, _start) = (larger, _end - _start, 0);
        }

        while (_end - _start < count)
        {
            var read = await _copy.ReadAsync(_buffer.AsMemory(_end), ct);
            if (read == 0) throw new EndOfStreamException("The database ended in the middle of a row.");
            _end += read;
        }
    }
}

/// <summary>A row as the text that is hashed: the columns of the source in their order.</summary>
public sealed record CanonicalRow(long Position, IReadOnlyList<string?> Envelope, IReadOnlyList<string?> Data)
{
    /// <summary>Whose row it is and the hashes of its parts, recomputed from the text.</summary>
    internal byte[] Entry(SealSource source)
    {
        var entry = new byte[MerkleTree.EntryLength];
        var owner = source.Envelope.Select((column, index) => (column, index)).First(column => column.column.Name == source.OwnerSql).index;
        if (Guid.TryParse(Envelope[owner], out var id)) id.TryWriteBytes(entry, bigEndian: true, out _);
        HashOf(source.EnvelopeForm, Envelope, entry.AsSpan(16));
        HashOf(source.DataForm, Data, entry.AsSpan(16 + MerkleTree.HashLength));
        return entry;
    }

    private static void HashOf(string form, IEnumerable<string?> texts, Span<byte> destination)
    {
        var canonical = new CanonicalForm();
        canonical.Begin(Encoding.UTF8.GetBytes(form));
        foreach (var text in texts) canonical.Add(text);
        canonical.Hash(destination);
    }
}

namespace Crm.EventStore.Serialization.Personal;

/// <summary>A stored content, decrypted as it is read. What was altered is never given out: reading it throws.</summary>
internal sealed class UnsealedStream(ContentKey key, long length, Func<long, CancellationToken, Task<Stream>> open, Stream source) : Stream
{
    private readonly byte[] _sealed = new byte[ContentKey.SealedChunkBytes], _plain = new byte[ContentKey.ChunkBytes];
    private Stream? _source = source;
    private long _next;
    private long _held = -1;
    private int _heldBytes;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length || buffer.Length == 0) return 0;

        var chunk = Position / ContentKey.ChunkBytes;
        if (chunk != _held) await Take(chunk, cancellationToken);
        var from = (int)(Position % ContentKey.ChunkBytes);
        var count = Math.Min(buffer.Length, _heldBytes - from);
        _plain.AsMemory(from, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously only.");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_source is not null) await _source.DisposeAsync();
        _source = null;
        key.Dispose();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source?.Dispose();
            key.Dispose();
        }

        base.Dispose(disposing);
    }

    // One after the other from one opening; a jump opens anew at its chunk.
    private async Task Take(long chunk, CancellationToken ct)
    {
        if (_source is null || chunk != _next)
        {
            if (_source is not null) await _source.DisposeAsync();
            _source = null;
            _source = await open(ContentKey.HeaderBytes + chunk * ContentKey.SealedChunkBytes, ct);
        }

        _held = -1;
        var read = await _source.ReadAtLeastAsync(_sealed, _sealed.Length, throwOnEndOfStream: false, ct);
        _heldBytes = key.Unseal(chunk, last: (chunk + 1) * ContentKey.ChunkBytes >= length, _sealed.AsSpan(0, read), _plain);
        (_held, _next) = (chunk, chunk + 1);
    }
}

using System.Buffers.Binary;

namespace Crm.Api.Files.Content;

/// <summary>How many parts a zip has, counted in its directory without keeping any of them.</summary>
internal static class ZipDirectory
{
    private const int EndBytes = 22, MaxComment = ushort.MaxValue, PartBytes = 46;

    /// <exception cref="InvalidDataException">It has no directory, or one for archives beyond 4 GB.</exception>
    public static int CountOf(Stream zip)
    {
        var tail = new byte[(int)Math.Min(zip.Length, EndBytes + MaxComment)];
        zip.Position = zip.Length - tail.Length;
        zip.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || tail.Length - at < EndBytes) throw new InvalidDataException("The archive has no directory.");

        var (size, start) = (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 12)), BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16)));
        if (start + (long)size > zip.Length) throw new InvalidDataException("The archive's directory is not in it.");

        // Read on as long as there are parts, as a reader would that does not believe the count either.
        using var directory = new BufferedStream(new Unowned(zip), 1 << 16);
        directory.Position = start;
        var part = new byte[PartBytes];
        var count = 0;
        while (directory.ReadAtLeast(part, PartBytes, throwOnEndOfStream: false) == PartBytes && part.AsSpan().StartsWith("PK\u0001\u0002"u8))
        {
            count++;
            var (name, extra, comment) = (
                BinaryPrimitives.ReadUInt16LittleEndian(part.AsSpan(28)), BinaryPrimitives.ReadUInt16LittleEndian(part.AsSpan(30)), BinaryPrimitives.ReadUInt16LittleEndian(part.AsSpan(32)));
            directory.Position += name + extra + comment;
        }

        return count;
    }

    // The buffer closes what it reads; the archive goes on being read.
    private sealed class Unowned(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => inner.Position = value; }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

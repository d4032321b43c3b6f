using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Crm.EventStore.Sealing;

/// <summary>What a column is, and so how PostgreSQL's binary form of it becomes the text that is sealed.</summary>
internal enum ColumnKind { Number, Id, Text, Json, Instant, Bytes }

/// <param name="Name">As in the sealed form, for ever.</param>
internal readonly record struct SealedColumn(string Name, ColumnKind Kind);

/// <summary>
/// Version 1 of what is hashed of a row: a name of the form, then each column in its fixed order as PostgreSQL's text (an instant as
/// microseconds since 1970 UTC), every one behind its length in four bytes, big-endian; a null is FF FF FF FF and nothing more.
/// </summary>
/// <remarks>Lengths make it unambiguous: no text can pretend to be the end of its column. One instance is used for one row after the other.</remarks>
internal sealed class CanonicalForm
{
    private const uint Null = 0xFFFFFFFF;
    private const long MicrosFrom1970To2000 = 946_684_800_000_000;
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Begin(ReadOnlySpan<byte> form)
    {
        Length = 0;
        Add(form);
    }

    public void AddNull()
    {
        BinaryPrimitives.WriteUInt32BigEndian(Room(4), Null);
        Length += 4;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        var room = Room(4 + text.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, text.Length);
        text.CopyTo(room[4..]);
        Length += 4 + text.Length;
    }

    public void Add(string? text)
    {
        if (text is null)
        {
            AddNull();
            return;
        }

        var room = Room(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var written = Encoding.UTF8.GetBytes(text, room[4..]);
        BinaryPrimitives.WriteInt32BigEndian(room, written);
        Length += 4 + written;
    }

    /// <summary>A column as PostgreSQL sends it in binary.</summary>
    public void AddBinary(ColumnKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case ColumnKind.Text:
                Add(value);
                break;
            case ColumnKind.Json:
                // A version byte, then the text.
                Add(value[1..]);
                break;
            case ColumnKind.Number:
                AddNumber(value.Length == 8 ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt32BigEndian(value));
                break;
            case ColumnKind.Instant:
                AddInstant(BinaryPrimitives.ReadInt64BigEndian(value));
                break;
            case ColumnKind.Id:
                Span<byte> id = stackalloc byte[36];
                new Guid(value, bigEndian: true).TryFormat(id, out _);
                Add(id);
                break;
            case ColumnKind.Bytes:
                Add("\\x" + Convert.ToHexStringLower(value));
                break;
        }
    }

    public void Hash(Span<byte> destination) => SHA256.HashData(Bytes, destination);

    /// <summary>The columns after the form's name, as text.</summary>
    public IEnumerable<string?> Texts()
    {
        for (var at = 4 + BinaryPrimitives.ReadInt32BigEndian(_bytes); at < Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));
            at += 4;
            if (length == Null)
            {
                yield return null;
                continue;
            }

            yield return Encoding.UTF8.GetString(_bytes, at, (int)length);
            at += (int)length;
        }
    }

    private void AddNumber(long value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var length);
        Add(text[..length]);
    }

    // An instant that somebody set to infinity is a text of its own, not an overflow of ours.
    private void AddInstant(long since2000)
    {
        if (since2000 == long.MaxValue) Add("infinity"u8);
        else if (since2000 == long.MinValue) Add("-infinity"u8);
        else AddNumber(since2000 + MicrosFrom1970To2000);
    }

    private Span<byte> Room(int needed)
    {
        if (_bytes.Length - Length < needed) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + needed));
        return _bytes.AsSpan(Length);
    }
}

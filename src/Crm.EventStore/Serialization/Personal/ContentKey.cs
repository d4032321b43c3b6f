using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>
/// How one content of one person is encrypted: in chunks of 64 KiB, each AES-256-GCM, so that any part of it is read without the rest and none
/// can be altered, moved or cut off unnoticed.
/// </summary>
/// <remarks>
/// Stored: <c>CRMF</c>, a version byte, the person (16 bytes), a salt (32 bytes), then the chunks with their tags. The content's key follows from the
/// person's key and the salt, and the salt from the person's key and the content's hash: the same content of the same person is the same bytes, so it
/// is kept once, and of two persons it has nothing in common.
/// </remarks>
internal sealed class ContentKey : IDisposable
{
    public const int HeaderBytes = 4 + 1 + 16 + SaltBytes, ChunkBytes = 64 * 1024, SealedChunkBytes = ChunkBytes + TagBytes;

    private const int SaltBytes = 32, TagBytes = 16, NonceBytes = 12;
    private const byte Version = 1;

    private readonly AesGcm _aes;

    private ContentKey(byte[] header, byte[] secret)
    {
        Header = header;
        _aes = new(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, header.AsSpan(HeaderBytes - SaltBytes).ToArray(), "crm content"u8.ToArray()), TagBytes);
    }

    public byte[] Header { get; }

    /// <param name="sha256">Of the content.</param>
    public static ContentKey For(SubjectKey key, ReadOnlySpan<byte> sha256)
    {
        var header = new byte[HeaderBytes];
        "CRMF"u8.CopyTo(header);
        header[4] = Version;
        key.Subject.TryWriteBytes(header.AsSpan(5));
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret!, 32, info: "crm content salt"u8.ToArray()), sha256, header.AsSpan(HeaderBytes - SaltBytes));
        return new(header, key.Secret!);
    }

    /// <summary>The key of a stored content; <c>null</c>: it is not this person's, or not a content of ours.</summary>
    public static ContentKey? Of(SubjectKey key, byte[] header)
    {
        Span<byte> subject = stackalloc byte[16];
        key.Subject.TryWriteBytes(subject);
        return header.AsSpan().StartsWith("CRMF"u8) && header[4] == Version && header.AsSpan(5, 16).SequenceEqual(subject) ? new(header, key.Secret!) : null;
    }

    /// <summary>How long a content is of which so much is stored; <c>null</c>: no content has that length.</summary>
    public static long? LengthOf(long stored)
    {
        var body = stored - HeaderBytes;
        if (body < TagBytes) return null;
        var chunks = (body + SealedChunkBytes - 1) / SealedChunkBytes;
        var length = body - chunks * TagBytes;
        return chunks == 1 || length > (chunks - 1) * ChunkBytes ? length : null;
    }

    public int Seal(long chunk, bool last, ReadOnlySpan<byte> plain, Span<byte> target)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(chunk, last, nonce);
        _aes.Encrypt(nonce, plain, target[..plain.Length], target.Slice(plain.Length, TagBytes), Header);
        return plain.Length + TagBytes;
    }

    /// <exception cref="CryptographicException">It was altered, or is of another place.</exception>
    public int Unseal(long chunk, bool last, ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        if (stored.Length < TagBytes) throw new CryptographicException("A chunk of the content is cut off.");

        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(chunk, last, nonce);
        var length = stored.Length - TagBytes;
        _aes.Decrypt(nonce, stored[..length], stored[length..], plain[..length], Header);
        return length;
    }

    public void Dispose() => _aes.Dispose();

    // Every content has a key of its own, so that numbers are enough; that a chunk is the last one is part of it.
    private static void Nonce(long chunk, bool last, Span<byte> nonce)
    {
        BinaryPrimitives.WriteInt64BigEndian(nonce, chunk);
        nonce[NonceBytes - 1] = last ? (byte)1 : (byte)0;
    }
}

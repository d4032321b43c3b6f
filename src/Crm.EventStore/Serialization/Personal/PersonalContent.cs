using System.Security.Cryptography;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>Contents that are kept outside the database, encrypted under the key of the person they are about: with the key goes the content, wherever copies of it are.</summary>
public sealed class PersonalContent(SubjectKeys keys)
{
    /// <summary>Writes a content as it is to be stored.</summary>
    /// <param name="subject">Whose it is; a key is made for whoever has none.</param>
    /// <param name="sha256">Of the content.</param>
    /// <param name="content">Read from its beginning to its end.</param>
    /// <returns>SHA-256 of what was written, hexadecimal, and its length.</returns>
    /// <exception cref="SubjectForgottenException">The person was erased.</exception>
    public async Task<(string Hash, long Bytes)> Seal(Guid subject, byte[] sha256, Stream content, Stream target, CancellationToken ct)
    {
        if ((await keys.ForWriting([subject], ct)).Find(subject) is not { Secret: not null } person) throw new SubjectForgottenException(subject);

        using var key = ContentKey.For(person, sha256);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var written = 0L;
        async Task Write(ReadOnlyMemory<byte> bytes)
        {
            hash.AppendData(bytes.Span);
            await target.WriteAsync(bytes, ct);
            written += bytes.Length;
        }

        await Write(key.Header);
        var (plain, next, stored) = (new byte[ContentKey.ChunkBytes], new byte[ContentKey.ChunkBytes], new byte[ContentKey.SealedChunkBytes]);
        var length = await content.ReadAtLeastAsync(plain, plain.Length, throwOnEndOfStream: false, ct);
        for (var chunk = 0L; ; chunk++)
        {
            // Which one is the last is known when there is nothing behind it.
            var more = length < plain.Length ? 0 : await content.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, ct);
            await Write(stored.AsMemory(0, key.Seal(chunk, last: more == 0, plain.AsSpan(0, length), stored)));
            if (more == 0) return (Convert.ToHexStringLower(hash.GetHashAndReset()), written);

            (plain, next, length) = (next, plain, more);
        }
    }

    /// <summary>A stored content as a stream that can be sought in; <c>null</c>: the person was erased, or it is not his.</summary>
    /// <param name="open">Opens what is stored, from a place on.</param>
    /// <param name="stored">Its length.</param>
    public async Task<Stream?> Open(Guid subject, long stored, Func<long, CancellationToken, Task<Stream>> open, CancellationToken ct)
    {
        if ((await keys.ForReading([subject], ct)).Find(subject) is not { Secret: not null } person || ContentKey.LengthOf(stored) is not { } length) return null;

        var header = new byte[ContentKey.HeaderBytes];
        var source = await open(0, ct);
        try
        {
            await source.ReadExactlyAsync(header, ct);
            if (ContentKey.Of(person, header) is { } key) return new UnsealedStream(key, length, open, source);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }

        await source.DisposeAsync();
        return null;
    }
}

/// <summary>Nothing can be kept about a person any more: he was erased.</summary>
public sealed class SubjectForgottenException(Guid subject) : Exception($"The person {subject} was erased.");

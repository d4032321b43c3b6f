namespace Crm.Api.Files.Stores;

/// <summary>Where encrypted contents are kept, each under the SHA-256 of what is stored. The seam to the outside: a folder, or a service that speaks S3.</summary>
public interface IFileStore
{
    /// <summary>Where that is, for people; without anything secret.</summary>
    string Place { get; }

    /// <summary>Stores a content whole or not at all; when it returns, it outlives a power cut. One that is there already is written anew.</summary>
    /// <param name="content">Can be sought in; read from its beginning.</param>
    Task Put(BlobName name, Stream content, CancellationToken ct);

    /// <summary>What is known of a content; <c>null</c>: it is not there.</summary>
    Task<StoredBlob?> Find(BlobName name, CancellationToken ct);

    /// <summary>A content from a place on; <c>null</c>: it is not there.</summary>
    Task<Stream?> Open(BlobName name, long from, CancellationToken ct);

    /// <summary>Takes a content away; none is fine.</summary>
    Task Delete(BlobName name, CancellationToken ct);

    /// <summary>Everything that is stored, in no order.</summary>
    IAsyncEnumerable<StoredBlob> List(CancellationToken ct);

    /// <summary>Takes away what was left of contents whose storing was broken off before an instant.</summary>
    Task ForgetUnfinished(DateTimeOffset before, CancellationToken ct);
}

/// <param name="Bytes">Length as stored.</param>
/// <param name="WrittenAt">When it was written last, by the store's clock.</param>
public sealed record StoredBlob(BlobName Name, long Bytes, DateTimeOffset WrittenAt);

/// <summary>The name of a stored content: the SHA-256 of its bytes, 64 hexadecimal digits, and never anything else that could be a path.</summary>
public readonly record struct BlobName
{
    private BlobName(string value) => Value = value;

    public string Value { get; }

    /// <exception cref="ArgumentException">It is no such hash.</exception>
    public static BlobName Of(string value) => TryOf(value) ?? throw new ArgumentException("The name of a content is its SHA-256.", nameof(value));

    public static BlobName? TryOf(string? value) => value is { Length: 64 } && value.All(char.IsAsciiHexDigitLower) ? new(value) : null;

    public override string ToString() => Value;
}

using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Crm.Api.Files.Stores;

/// <summary>Contents in a bucket of a service that speaks S3. The bucket is made where there is none and the key may.</summary>
public sealed class S3FileStore(S3Options options) : IFileStore, IDisposable
{
    private readonly AmazonS3Client _client = new(new BasicAWSCredentials(options.AccessKey, options.SecretKey), new AmazonS3Config
    {
        ServiceURL = options.ServiceUrl,
        AuthenticationRegion = options.Region,
        ForcePathStyle = options.PathStyle,
        Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
        MaxErrorRetry = 3,
        // Checks that only Amazon's own service knows; what is stored is named by its hash and checked by it.
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    private readonly SemaphoreSlim _first = new(1, 1);
    private bool _bucketIsThere;

    public string Place => $"{options.ServiceUrl} {options.Bucket}/{options.Prefix}";

    public async Task Put(BlobName name, Stream content, CancellationToken ct)
    {
        await EnsureBucket(ct);
        content.Position = 0;
        await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = KeyOf(name),
            InputStream = content,
            AutoCloseStream = false,
            ContentType = "application/octet-stream",
            UseChunkEncoding = false,
        }, ct);
    }

    public Task<StoredBlob?> Find(BlobName name, CancellationToken ct) => OrMissing(async () =>
    {
        var found = await _client.GetObjectMetadataAsync(options.Bucket, KeyOf(name), ct);
        return new StoredBlob(name, found.ContentLength, Utc(found.LastModified));
    });

    public Task<Stream?> Open(BlobName name, long from, CancellationToken ct) => OrMissing<Stream>(async () =>
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = KeyOf(name) };
        if (from > 0) request.ByteRange = new ByteRange($"bytes={from}-");
        return (await _client.GetObjectAsync(request, ct)).ResponseStream;
    });

    public async Task Delete(BlobName name, CancellationToken ct) =>
        await OrMissing<object>(async () => await _client.DeleteObjectAsync(options.Bucket, KeyOf(name), ct));

    public async IAsyncEnumerable<StoredBlob> List([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.Prefix };
        do
        {
            if (await OrMissing(() => _client.ListObjectsV2Async(request, ct)) is not { } page) yield break;
            foreach (var found in page.S3Objects ?? [])
                if (BlobName.TryOf(found.Key[(found.Key.LastIndexOf('/') + 1)..]) is { } name) yield return new(name, found.Size ?? 0, Utc(found.LastModified));
            request.ContinuationToken = page.IsTruncated is true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    // A put that was broken off leaves nothing: the service keeps an object when it has all of it.
    public Task ForgetUnfinished(DateTimeOffset before, CancellationToken ct) => Task.CompletedTask;

    public void Dispose()
    {
        _client.Dispose();
        _first.Dispose();
    }

    private string KeyOf(BlobName name) => $"{options.Prefix}{name.Value[..2]}/{name.Value[2..4]}/{name.Value}";

    private async Task EnsureBucket(CancellationToken ct)
    {
        if (Volatile.Read(ref _bucketIsThere)) return;
        await _first.WaitAsync(ct);
        try
        {
            if (_bucketIsThere) return;
            if (await OrMissing<object>(async () => await _client.HeadBucketAsync(new HeadBucketRequest { BucketName = options.Bucket }, ct)) is null)
                await _client.PutBucketAsync(new PutBucketRequest { BucketName = options.Bucket }, ct);
            Volatile.Write(ref _bucketIsThere, true);
        }
        finally
        {
            _first.Release();
        }
    }

    private static async Task<T?> OrMissing<T>(Func<Task<T>> ask) where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static DateTimeOffset Utc(DateTime? at) => new(DateTime.SpecifyKind((at ?? DateTime.UnixEpoch).ToUniversalTime(), DateTimeKind.Utc));
}

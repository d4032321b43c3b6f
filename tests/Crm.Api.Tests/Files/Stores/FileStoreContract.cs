using System.Security.Cryptography;
using Crm.Api.Files.Stores;
using Crm.Api.Tests.Kit;

namespace Crm.Api.Tests.Files.Stores;

/// <summary>What every store of contents promises; the same tests for each of them.</summary>
public abstract class FileStoreContract
{
    protected abstract IFileStore Store { get; }

    [Fact]
    public async Task Gives_back_what_was_put_whole_and_from_a_place_on()
    {
        var (name, content) = await Put(200_000);

        (await Read(name, 0)).ShouldBe(content);
        (await Read(name, 150_000)).ShouldBe(content[150_000..]);
        (await Read(name, 199_999)).ShouldBe(content[199_999..]);
    }

    [Fact]
    public async Task Knows_length_and_age_of_what_it_has()
    {
        var (name, _) = await Put(1_234);

        var found = (await Store.Find(name, default)).ShouldNotBeNull();
        (found.Name, found.Bytes).ShouldBe((name, 1_234));
        found.WrittenAt.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
        found.WrittenAt.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_is_not_there_is_no_error()
    {
        var name = NameOf(RandomNumberGenerator.GetBytes(8));

        (await Store.Find(name, default)).ShouldBeNull();
        (await Store.Open(name, 0, default)).ShouldBeNull();
        await Store.Delete(name, default);
    }

    [Fact]
    public async Task The_same_content_is_stored_once()
    {
        var (name, content) = await Put(5_000);
        await Store.Put(name, new MemoryStream(content), default);

        (await Names()).Count(other => other == name).ShouldBe(1);
        (await Read(name, 0)).ShouldBe(content);
    }

    [Fact]
    public async Task Lists_everything_and_nothing_that_was_deleted()
    {
        var (kept, _) = await Put(10);
        var (gone, _) = await Put(11);
        await Store.Delete(gone, default);

        var names = await Names();
        names.ShouldContain(kept);
        names.ShouldNotContain(gone);
        (await Store.Open(gone, 0, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_at_once_are_all_there()
    {
        var put = await Task.WhenAll(Enumerable.Range(1, 12).Select(size => Put(size * 1_000)));

        foreach (var (name, content) in put) (await Read(name, 0)).ShouldBe(content);
    }

    [Fact]
    public async Task A_put_that_is_broken_off_leaves_nothing()
    {
        var content = RandomNumberGenerator.GetBytes(500_000);
        var name = NameOf(content);

        await Should.ThrowAsync<Exception>(() => Store.Put(name, new Failing(content, after: 300_000), default));

        (await Store.Find(name, default)).ShouldBeNull();
        (await Names()).ShouldNotContain(name);
    }

    [Fact]
    public void The_place_tells_people_where_it_is_and_no_secret() => Store.Place.ShouldNotContain(S3TestServer.SecretKey);

    protected async Task<(BlobName Name, byte[] Content)> Put(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        await Store.Put(NameOf(content), new MemoryStream(content), default);
        return (NameOf(content), content);
    }

    protected static BlobName NameOf(byte[] content) => BlobName.Of(Convert.ToHexStringLower(SHA256.HashData(content)));

    private async Task<byte[]> Read(BlobName name, long from)
    {
        await using var stored = (await Store.Open(name, from, default)).ShouldNotBeNull();
        using var all = new MemoryStream();
        await stored.CopyToAsync(all);
        return all.ToArray();
    }

    private async Task<List<BlobName>> Names() => await Store.List(default).Select(blob => blob.Name).ToListAsync();

    /// <summary>A content that cannot be read to its end.</summary>
    private sealed class Failing(byte[] content, int after) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => Position >= after ? throw new IOException("Gone.") : base.Read(buffer, offset, count);
        public override int Read(Span<byte> buffer) => Position >= after ? throw new IOException("Gone.") : base.Read(buffer);
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}

using Crm.Api.Files;
using Crm.Api.Files.Stores;
using Crm.Api.Tests.Kit;

namespace Crm.Api.Tests.Files.Stores;

public sealed class LocalFileStoreTests : FileStoreContract, IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"crm-store-{Guid.CreateVersion7():N}");

    protected override IFileStore Store => field ??= new LocalFileStore(_folder);

    [Fact]
    public async Task Only_the_host_s_own_user_reads_it()
    {
        var (name, _) = await Put(10);
        var file = Directory.EnumerateFiles(_folder, name.Value, SearchOption.AllDirectories).Single();

        file.ShouldEndWith(Path.Combine(name.Value[..2], name.Value[2..4], name.Value));
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new DirectoryInfo(_folder).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Something_else_than_its_name_says_is_not_stored()
    {
        var name = NameOf([1, 2, 3]);
        await Should.ThrowAsync<IOException>(() => Store.Put(name, new MemoryStream([1, 2, 4]), default));
        (await Store.Find(name, default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_killed_host_left_unfinished_goes_in_time()
    {
        var part = Path.Combine(_folder, "unfinished", "x.part");
        await Put(10);
        await File.WriteAllTextAsync(part, "half");

        await Store.ForgetUnfinished(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), default);
        File.Exists(part).ShouldBeTrue();
        await Store.ForgetUnfinished(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1), default);
        File.Exists(part).ShouldBeFalse();
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}

public sealed class S3FileStoreTests(S3TestServer server) : FileStoreContract, IClassFixture<S3TestServer>, IDisposable
{
    private readonly S3FileStore _store = new(server.Options("crm-test"));

    protected override IFileStore Store => _store;

    [Fact]
    public async Task Unknown_keys_are_told_and_not_shown()
    {
        using var stranger = new S3FileStore(server.Options("crm-test") with { AccessKey = "nobody", SecretKey = "not-the-secret-key" });
        var refused = await Should.ThrowAsync<Amazon.S3.AmazonS3Exception>(() => stranger.Put(NameOf([1]), new MemoryStream([1]), default));

        refused.ToString().ShouldNotContain("not-the-secret-key");
        new S3Options { SecretKey = "not-the-secret-key", AccessKey = "id" }.ToString().ShouldNotContain("not-the-secret-key");
    }

    public void Dispose() => _store.Dispose();
}

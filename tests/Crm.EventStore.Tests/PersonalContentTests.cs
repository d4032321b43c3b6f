using System.Security.Cryptography;
using Crm.EventStore.Serialization.Personal;

namespace Crm.EventStore.Tests;

/// <summary>Contents under a person's key: read whole or in part, the same kept once, nothing altered unnoticed, gone with the key.</summary>
public sealed class PersonalContentTests
{
    private static readonly Guid Person = Guid.CreateVersion7(), Other = Guid.CreateVersion7();
    private readonly KeysInMemory _store = new();
    private readonly SubjectKeys _keys;
    private readonly PersonalContent _contents;

    public PersonalContentTests()
    {
        _keys = new(_store);
        _contents = new(_keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(200_001)]
    public async Task What_was_sealed_is_read_again_whole_and_from_any_place(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var stored = await Seal(Person, content);

        await using var opened = (await Open(Person, stored))!;
        opened.Length.ShouldBe(length);
        (await Rest(opened)).ShouldBe(content);
        foreach (var from in (int[])[length - 1, length / 2, 0, Math.Min(65_536, length - 1)])
        {
            opened.Seek(from, SeekOrigin.Begin);
            (await Rest(opened)).ShouldBe(content[from..]);
        }
    }

    [Fact]
    public async Task The_same_content_of_one_person_is_the_same_bytes_and_of_two_has_nothing_in_common()
    {
        var content = new byte[100_000];
        var stored = await Seal(Person, content);
        (await Seal(Person, content)).ShouldBe(stored);

        var others = await Seal(Other, content);
        others.Length.ShouldBe(stored.Length);
        others[^16..].ShouldNotBe(stored[^16..]);
        others.AsSpan(21, 32).ToArray().ShouldNotBe(stored.AsSpan(21, 32).ToArray());
    }

    [Fact]
    public async Task What_was_altered_cut_off_or_moved_is_not_given_out()
    {
        var stored = await Seal(Person, RandomNumberGenerator.GetBytes(200_000));
        const int Header = 53, Chunk = 65_536 + 16;

        var altered = stored.ToArray();
        altered[Header + 70_000] ^= 1;
        await Should.ThrowAsync<CryptographicException>(() => ReadAll(altered));

        await Should.ThrowAsync<CryptographicException>(() => ReadAll(stored[..(Header + 2 * Chunk)]));

        byte[] swapped = [.. stored[..Header], .. stored[(Header + Chunk)..(Header + 2 * Chunk)], .. stored[Header..(Header + Chunk)], .. stored[(Header + 2 * Chunk)..]];
        await Should.ThrowAsync<CryptographicException>(() => ReadAll(swapped));

        var salted = stored.ToArray();
        salted[30] ^= 1;
        await Should.ThrowAsync<CryptographicException>(() => ReadAll(salted));
    }

    [Fact]
    public async Task Nobody_else_s_key_opens_it() => (await Open(Other, await Seal(Person, [1, 2, 3]))).ShouldBeNull();

    [Fact]
    public async Task With_the_key_the_content_is_gone_and_nothing_more_is_kept()
    {
        var stored = await Seal(Person, [1, 2, 3]);
        await _keys.Destroy(Person, CancellationToken.None);

        (await Open(Person, stored)).ShouldBeNull();
        await Should.ThrowAsync<SubjectForgottenException>(() => Seal(Person, [1, 2, 3]));
    }

    private async Task<byte[]> Seal(Guid person, byte[] content)
    {
        using var target = new MemoryStream();
        var (hash, bytes) = await _contents.Seal(person, SHA256.HashData(content), new MemoryStream(content), target, CancellationToken.None);
        hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(target.ToArray())));
        bytes.ShouldBe(target.Length);
        return target.ToArray();
    }

    private Task<Stream?> Open(Guid person, byte[] stored) =>
        _contents.Open(person, stored.Length, (from, _) => Task.FromResult<Stream>(new MemoryStream(stored[(int)from..])), CancellationToken.None);

    private async Task ReadAll(byte[] stored)
    {
        await using var opened = (await Open(Person, stored))!;
        await Rest(opened);
    }

    private static async Task<byte[]> Rest(Stream stream)
    {
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, 10_000);
        return rest.ToArray();
    }

    private sealed class KeysInMemory : ISubjectKeyStore
    {
        private readonly Dictionary<Guid, SubjectKey> _keys = [];

        public Task<IReadOnlyList<SubjectKey>> Find(IReadOnlyCollection<Guid> subjects, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<SubjectKey>>([.. subjects.Where(_keys.ContainsKey).Select(subject => _keys[subject])]);

        public Task<IReadOnlyList<SubjectKey>> FindOrCreate(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
        {
            foreach (var subject in subjects) _keys.TryAdd(subject, new(subject, RandomNumberGenerator.GetBytes(32)));
            return Find(subjects, ct);
        }

        public Task Destroy(Guid subject, CancellationToken ct)
        {
            _keys[subject] = new(subject, null);
            return Task.CompletedTask;
        }

        public SubjectKey Unwrap(Guid subject, byte[]? stored) => new(subject, stored);
    }
}

using Crm.EventStore.Sealing;
using Crm.Testing;

namespace Crm.EventStore.Tests.Sealing;

public sealed class KeyTests
{
    [Fact]
    public async Task A_rotated_key_is_trusted_from_either_end()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var old = scene.Fingerprint;
        scene.Keys.Rotate().Dispose();
        await scene.Append(jars[0], 5, new CoinDropped(1));
        await scene.SealAll();

        scene.Fingerprint.ShouldNotBe(old);
        (await scene.Verify(new([], old))).Finding.ShouldBeNull();
        var report = await scene.Verify(new([], scene.Fingerprint));
        report.Finding.ShouldBeNull();
        report.Key.ShouldBe(scene.Fingerprint);
        (await BundleVerifier.Verify(await scene.Bundle(), new([], old), default)).Chain.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task A_key_that_its_predecessor_did_not_sign_for_does_not_seal()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        await scene.Append(jars[0], 5, new CoinDropped(1));
        var stranger = new Sealer(scene.Store, new(scene.File("stranger"), mayGenerate: true), new(5), TimeProvider.System);

        (await Should.ThrowAsync<SealKeyException>(() => stranger.Seal(SealSource.Events, true, default))).Message.ShouldContain("not its successor");
    }

    [Fact]
    public async Task A_host_with_the_key_of_before_does_not_seal_on()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var other = scene.File("other");
        Directory.CreateDirectory(other);
        foreach (var file in Directory.GetFiles(scene.Keys.Folder)) File.Copy(file, Path.Combine(other, Path.GetFileName(file)));
        scene.Keys.Rotate().Dispose();
        await scene.Append(jars[0], 5, new CoinDropped(1));
        await scene.SealAll();
        await scene.Append(jars[0], 6, new CoinDropped(1));

        var behind = new Sealer(scene.Store, new(other, mayGenerate: true), new(5), TimeProvider.System);
        await Should.ThrowAsync<SealKeyException>(() => behind.Seal(SealSource.Events, true, default));
        (await scene.SealAll()).ShouldBe(1);
        (await scene.Verify()).Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Who_only_claims_to_have_preceded_the_trusted_key_is_not_believed()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var trusted = (await scene.Store.Keys(default)).Single();
        using var forger = new SealKeyFolder(scene.File("forged"), mayGenerate: true).Current();

        // The trusted key is made to look like the forger's successor, which takes nothing but its public half.
        await scene.Attack("delete from crm_seals; delete from crm_seal_keys");
        await new Sealer(scene.Store, new(scene.File("forged"), mayGenerate: true), new(5), TimeProvider.System).Seal(SealSource.Events, true, default);
        await scene.Store.AddKey(trusted with { EndorsedBy = forger.Key.Id, Endorsement = forger.Sign(SealKey.Statement(trusted.Id, forger.Key.Id)) }, default);

        (await scene.Verify(new([], trusted.Id))).Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.KeyNotTrusted);
    }

    [Fact]
    public async Task A_key_that_others_may_read_does_not_sign()
    {
        await using var scene = await SealScene.Open();
        var file = Path.Combine(scene.Keys.Folder, scene.Fingerprint + ".pem");
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Should.Throw<SealKeyException>(() => scene.Keys.Current()).Message.ShouldContain("chmod 600");
    }

    [Fact]
    public async Task No_key_is_made_where_it_may_not_be()
    {
        await using var scene = await SealScene.Open();
        Should.Throw<SealKeyException>(() => new SealKeyFolder(scene.File("none"), mayGenerate: false).Current()).Message.ShouldContain("audit keys rotate");
    }

    [Fact]
    public async Task Hosts_that_start_together_begin_with_one_key()
    {
        await using var scene = await SealScene.Open();
        for (var round = 0; round < 20; round++)
        {
            var folder = scene.File($"shared{round}");
            using var together = new Barrier(8);
            var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
            {
                together.SignalAndWait();
                using var signer = new SealKeyFolder(folder, mayGenerate: true).Current();
                return signer.Key.Id;
            }, TaskCreationOptions.LongRunning)));
            ids.Distinct().ShouldHaveSingleItem();
            Directory.GetFiles(folder, "*.pem").ShouldHaveSingleItem("no key is left that nobody signs with");
        }
    }

    [Fact]
    public async Task Rotations_at_once_follow_each_other()
    {
        await using var scene = await SealScene.Open();
        var first = scene.Fingerprint;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => scene.Keys.Rotate().Dispose())));

        // Each was endorsed by the one before: a line without forks, from the first to the one that signs.
        var predecessors = Directory.GetFiles(scene.Keys.Folder, "*.endorsement.json")
            .ToDictionary(file => Path.GetFileName(file).Split('.')[0], file => System.Text.Json.JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("endorsedBy").GetString()!);
        predecessors.Values.ShouldBeUnique();
        var (at, steps) = (scene.Fingerprint, 0);
        for (; predecessors.TryGetValue(at, out var before); steps++) at = before;
        (at, steps).ShouldBe((first, 4));
    }
}

using Crm.EventStore.Sealing;
using Crm.Testing;

namespace Crm.EventStore.Tests.Sealing;

/// <summary>A superuser with all the time in the world, and an auditor with a head and a fingerprint in his pocket.</summary>
public sealed class AttackTests
{
    [Fact]
    public async Task An_altered_payload_is_named()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack("update mt_events set data = jsonb_set(data, '{value}', '99999') where seq_id = 8");

        Named(await scene.Verify(outside), FindingKind.Altered, 8, jars[1], "its data differs");
    }

    [Theory]
    [InlineData("timestamp = timestamp - interval '1 microsecond'")]
    [InlineData("headers = jsonb_build_object('actor', 'somebody else')")]
    [InlineData("type = 'jar_emptied'")]
    [InlineData("user_name = 'mallory'")]
    [InlineData("correlation_id = ''")]
    [InlineData("id = gen_random_uuid()")]
    [InlineData("timestamp = 'infinity'")]
    public async Task An_altered_envelope_is_named(string change)
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack($"update mt_events set {change} where seq_id = 6");

        Named(await scene.Verify(outside), FindingKind.Altered, 6, jars[2], "its envelope");
    }

    [Fact]
    public async Task Data_of_two_events_exchanged_is_named()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack(
            "create temporary table pair on commit drop as select seq_id, data from mt_events where seq_id in (7, 9); update mt_events e set data = p.data from pair p where p.seq_id = 16 - e.seq_id");

        Named(await scene.Verify(outside), FindingKind.Exchanged, 7, jars[0], "7 and 9");
    }

    [Fact]
    public async Task Two_events_in_each_others_place_are_named()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack(
            "update mt_events set seq_id = -1 where seq_id = 12; update mt_events set seq_id = 12 where seq_id = 14; update mt_events set seq_id = 14 where seq_id = -1");

        Named(await scene.Verify(outside), FindingKind.Exchanged, 12, null, "12 and 14");
    }

    [Fact]
    public async Task A_deleted_tail_is_named()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack("delete from mt_events where seq_id > 12");

        Named(await scene.Verify(outside), FindingKind.Truncated, 13, null, "nothing follows");
    }

    [Fact]
    public async Task A_tail_deleted_with_its_seals_is_named_against_the_head_outside()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack("delete from mt_events where seq_id > 10; delete from crm_seals where number > 2");

        (await scene.Verify()).Finding.ShouldBeNull();
        Named(await scene.Verify(outside), FindingKind.Truncated, 11, null, "ends with seal 2, position 10; held outside is seal 3, up to position 15");
    }

    [Fact]
    public async Task A_deleted_stream_is_named()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack($"delete from mt_events where stream_id = '{jars[1]}'; delete from mt_streams where id = '{jars[1]}'");

        Named(await scene.Verify(outside), FindingKind.Missing, 2, jars[1], "2 of that stream");
    }

    [Fact]
    public async Task An_event_inserted_in_a_gap_is_named()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        await scene.Scalar<long>("select nextval('mt_events_sequence')");
        await scene.Append(jars[0], 5, new CoinDropped(1));
        await scene.SealAll();
        var outside = await scene.TakeHome();

        await scene.Attack(
            $"insert into mt_events (seq_id, id, stream_id, version, data, type) values (16, gen_random_uuid(), '{jars[2]}', 6, '{{}}', 'coin_dropped')");

        Named(await scene.Verify(outside), FindingKind.Inserted, 16, jars[2], "was not there");
    }

    [Fact]
    public async Task An_event_inserted_before_the_first_is_named()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;

        await scene.Attack($"insert into mt_events (seq_id, id, stream_id, version, data, type) values (0, gen_random_uuid(), '{jars[2]}', 0, '{{}}', 'coin_dropped')");

        Named(await scene.Verify(), FindingKind.Inserted, 0, jars[2], "was not there");
    }

    [Fact]
    public async Task An_event_altered_with_its_kept_hash_is_still_found()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack("update mt_events set data = '{}' where seq_id = 8");
        await using (var rows = await SealedRows.Open(scene.Source, SealSource.Events, SealSource.Events.Select(7, 8), default))
        {
            await rows.Next(default);
            await scene.Attack($"update crm_seals set entries = overlay(entries placing '\\x{Convert.ToHexStringLower(rows.Entry)}'::bytea from {2 * 80 + 1}) where number = 2");
        }

        var finding = (await scene.Verify(outside)).Finding.ShouldNotBeNull();
        (finding.Kind, finding.Seal).ShouldBe((FindingKind.Altered, 2));
        finding.Message.ShouldContain("6 to 10");
    }

    [Fact]
    public async Task A_history_sealed_anew_with_another_key_is_named()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack("update mt_events set data = '{}' where seq_id = 8; delete from crm_seals; delete from crm_seal_keys");
        await new Sealer(scene.Store, new(scene.File("forged"), mayGenerate: true), new(5), TimeProvider.System).Seal(SealSource.Events, true, default);

        (await scene.Verify()).Finding.ShouldBeNull();
        (await scene.Verify(outside with { Heads = [] })).Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.KeyNotTrusted);
        var finding = (await scene.Verify(outside with { KeyFingerprint = null })).Finding.ShouldNotBeNull();
        (finding.Kind, finding.Seal).ShouldBe((FindingKind.HeadDiffers, 3));
    }

    [Fact]
    public async Task One_seal_signed_by_another_key_is_named()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();
        using var other = new SealKeyFolder(scene.File("forged"), mayGenerate: true).Current();
        var header = (await scene.Store.Last("events", default))!.Header with { Key = other.Key.Id };

        await scene.Store.AddKey(other.Key, default);
        await scene.Attack($"update crm_seals set header = '{header}', signature = '\\x{Convert.ToHexStringLower(other.Sign(header.Bytes))}' where number = 3");

        var unheld = (await scene.Verify()).Finding.ShouldNotBeNull();
        (unheld.Kind, unheld.Seal).ShouldBe((FindingKind.KeyNotTrusted, 3));
        (await scene.Verify(outside with { Heads = [] })).Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.KeyNotTrusted);
    }

    [Fact]
    public async Task A_history_sealed_anew_with_the_stolen_key_is_named_against_the_head_outside()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        var outside = await scene.TakeHome();

        await scene.Attack("update mt_events set data = '{}' where seq_id = 8; delete from crm_seals");
        await scene.SealAll();

        var finding = (await scene.Verify(outside)).Finding.ShouldNotBeNull();
        (finding.Kind, finding.Seal).ShouldBe((FindingKind.HeadDiffers, 3));
    }

    [Fact]
    public async Task A_replaced_public_key_is_named()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        using var other = new SealKeyFolder(scene.File("forged"), mayGenerate: true).Current();

        await scene.Attack($"update crm_seal_keys set public_key = '\\x{Convert.ToHexStringLower(other.Key.PublicKey)}'");

        var finding = (await scene.Verify()).Finding.ShouldNotBeNull();
        (finding.Kind, finding.Seal).ShouldBe((FindingKind.KeyReplaced, 1));
        finding.Message.ShouldContain(other.Key.Id);
    }

    [Theory]
    [InlineData("update crm_seals set header = regexp_replace(header, 'sealed-at: 1', 'sealed-at: 2') where number = 2", "signature of seal 2")]
    [InlineData("update crm_seals set signature = '\\x00' where number = 2", "signature of seal 2")]
    [InlineData("update crm_seals set header = header || ' ' where number = 2", "Seal 2 does not say")]
    [InlineData("delete from crm_seals where number = 2", "Seal 2 is missing")]
    [InlineData("update crm_seals set number = 9 where number = 2; update crm_seals set number = 2 where number = 3; update crm_seals set number = 3 where number = 9", "In the place of seal 2")]
    public async Task An_altered_chain_of_seals_is_named(string attack, string says)
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;

        await scene.Attack(attack);

        var finding = (await scene.Verify()).Finding.ShouldNotBeNull();
        (finding.Kind, finding.Seal).ShouldBe((FindingKind.SealAltered, 2));
        finding.Message.ShouldContain(says);
    }

    [Fact]
    public async Task The_first_of_several_places_is_named()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;

        await scene.Attack("update mt_events set data = '{}' where seq_id in (4, 9, 13); update crm_seals set signature = '\\x00' where number = 2");

        Named(await scene.Verify(), FindingKind.Altered, 4, jars[0], "its data differs");
    }

    private static void Named(ChainReport report, FindingKind kind, long position, Guid? owner, string says)
    {
        var finding = report.Finding.ShouldNotBeNull();
        (finding.Kind, finding.Position).ShouldBe((kind, position), finding.Message);
        if (owner is not null) finding.Owner.ShouldBe(owner, finding.Message);
        finding.Message.ShouldContain(says);
    }
}

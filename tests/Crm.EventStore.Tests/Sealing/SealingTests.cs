using System.Globalization;
using Crm.EventStore.Sealing;
using Crm.Testing;

namespace Crm.EventStore.Tests.Sealing;

public sealed class SealingTests
{
    [Fact]
    public async Task A_history_is_sealed_in_a_chain_and_found_sound()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;

        var report = await scene.Verify(await scene.TakeHome());

        report.Finding.ShouldBeNull();
        (report.Seals, report.Rows, report.LastPosition, report.UnsealedRows).ShouldBe((3, 15, 15, 0));
        report.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_sealed_yet_is_stated_in_events_and_seconds()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        await scene.Append(jars[0], 5, new CoinDropped(1), new CoinDropped(2));

        var report = await scene.Verify();

        report.Finding.ShouldBeNull();
        report.UnsealedRows.ShouldBe(2);
        report.UnsealedSeconds.ShouldBeGreaterThan(0);
        report.Notes.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Waits_for_company_unless_the_first_row_is_old_enough()
    {
        await using var scene = await SealScene.Open(maxLeaves: 3);
        var jar = Guid.CreateVersion7();
        await scene.Append(jar, 0, new JarOpened("rent"), new CoinDropped(1), new CoinDropped(2), new CoinDropped(3));

        (await scene.Sealer.Seal(SealSource.Events, everything: false, default)).ShouldBe(1);
        (await scene.Sealer.Seal(SealSource.Events, everything: false, default)).ShouldBe(0);
        var impatient = new Sealer(scene.Store, scene.Keys, new(3, TimeSpan.Zero), TimeProvider.System);
        (await impatient.Seal(SealSource.Events, everything: false, default)).ShouldBe(1);
    }

    [Fact]
    public async Task Burned_numbers_are_sealed_as_gaps()
    {
        await using var scene = await SealScene.Open(maxLeaves: 100);
        var jar = Guid.CreateVersion7();
        await scene.Append(jar, 0, new JarOpened("rent"));
        await scene.Scalar<long>("select max(nextval('mt_events_sequence')) from generate_series(1, 3)");
        await scene.Append(jar, 1, new CoinDropped(1));
        await scene.SealAll();

        (await scene.Store.Last("events", default))!.Header.Gaps.ShouldBe("2-4");
        (await scene.Verify()).Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Two_who_seal_at_once_make_one_chain()
    {
        await using var scene = await SealScene.Open(maxLeaves: 2);
        var jar = Guid.CreateVersion7();
        await scene.Append(jar, 0, [.. Enumerable.Range(0, 60).Select(i => i == 0 ? (object)new JarOpened("rent") : new CoinDropped(i))]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.SealAll()));

        var report = await scene.Verify();
        report.Finding.ShouldBeNull();
        (report.Seals, report.Rows).ShouldBe((30, 60));
    }

    [Fact]
    public async Task The_canonical_form_is_what_the_database_computes_from_its_own_text()
    {
        await using var scene = await SealScene.Open(maxLeaves: 3);
        var jar = Guid.CreateVersion7();
        await scene.Append(jar, 0, new JarOpened("Ñandú \"🐢\" \n 1.50"), new CoinDropped(-7), new JarGiven(jar, "Ana", jar, null, "birthday"));
        await scene.SealAll();

        var entries = await scene.Scalar<byte[]>(
            """
            with framed as (
                select seq_id, stream_id,
                    (select string_agg(case when x is null then '\xffffffff'::bytea else int4send(octet_length(convert_to(x, 'UTF8'))) || convert_to(x, 'UTF8') end, ''::bytea order by n)
                        from unnest(array['crm-events-envelope 1', seq_id::text, id::text, stream_id::text, version::text, type, ((extract(epoch from timestamp) * 1000000)::bigint)::text,
                            tenant_id, correlation_id, causation_id, headers::text, user_name]) with ordinality as c (x, n)) as envelope,
                    (select string_agg(case when x is null then '\xffffffff'::bytea else int4send(octet_length(convert_to(x, 'UTF8'))) || convert_to(x, 'UTF8') end, ''::bytea order by n)
                        from unnest(array['crm-events-data 1', data::text, bdata::text]) with ordinality as c (x, n)) as data
                    from mt_events)
            select string_agg(uuid_send(stream_id) || sha256(envelope) || sha256(data), ''::bytea order by seq_id) from framed
            """);

        (await scene.Store.Entries("events", 1, default)).ShouldBe(entries);
        var root = await scene.Scalar<string>(
            $"""
            with leaf as (select n, sha256('\x00'::bytea || substring(e from n * 80 + 1 for 80)) as h from (select '\x{Convert.ToHexStringLower(entries)}'::bytea as e) x, generate_series(0, 2) n)
            select encode(sha256('\x01'::bytea || sha256('\x01'::bytea || (select h from leaf where n = 0) || (select h from leaf where n = 1)) || (select h from leaf where n = 2)), 'hex')
            """);
        (await scene.Store.Last("events", default))!.Header.Root.ShouldBe(root);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    public async Task Every_event_has_a_proof_that_stands_alone(int events)
    {
        await using var scene = await SealScene.Open(maxLeaves: 100);
        await scene.Append(Guid.CreateVersion7(), 0, [.. Enumerable.Range(0, events).Select(i => i == 0 ? (object)new JarOpened("rent") : new CoinDropped(i))]);
        await scene.SealAll();
        var prover = new SealProver(scene.Store);

        for (var position = 1; position <= events; position++)
        {
            var (proof, why) = await prover.Prove(position, default);
            why.ShouldBeNull();
            var read = SealProof.Read(proof!.Write());
            read.Check(await scene.TakeHome()).ShouldBeNull();
            read.Row.Envelope["seq_id"] = (position + 1).ToString(CultureInfo.InvariantCulture);
            read.Check(await scene.TakeHome())!.Kind.ShouldBe(FindingKind.Altered);
        }
    }

    [Fact]
    public async Task There_is_no_proof_of_what_is_not_sealed_or_never_was()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        await scene.Scalar<long>("select nextval('mt_events_sequence')");
        await scene.Append(jars[0], 5, new CoinDropped(1));
        var prover = new SealProver(scene.Store);

        (await prover.Prove(17, default)).Why.ShouldNotBeNull().ShouldContain("not sealed yet");
        await scene.SealAll();
        (await prover.Prove(16, default)).Why.ShouldNotBeNull().ShouldContain("gap");
        (await prover.Prove(17, default)).Proof.ShouldNotBeNull();
    }

    [Fact]
    public async Task Seals_cannot_be_changed_by_a_statement()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;

        foreach (var sql in new[] { "update crm_seals set number = 9", "delete from crm_seals", "update crm_seal_keys set id = 'x'", "delete from crm_seal_keys" })
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => scene.Scalar<int>(sql))).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.RestrictViolation);
    }
}

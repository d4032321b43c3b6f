using Crm.EventStore.Sealing;
using Npgsql;

namespace Crm.EventStore.Tests.Sealing;

/// <summary>The log of who came from where has a chain of its own: sealed as rows arrive, whatever instants they are about.</summary>
public sealed class VisitSealTests : IAsyncLifetime
{
    private static readonly Guid Somebody = Guid.Parse("00000000-0000-7000-8000-000000000001");
    private SealScene _scene = null!;

    public async Task InitializeAsync() => _scene = await SealScene.Open();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Rows_about_the_past_that_come_behind_a_seal_are_in_the_next()
    {
        await Visit("now()", "now() - interval '3 hours'", "now() - interval '1 hour'");
        await _scene.SealAll(SealSource.Visits);
        await Visit("now() - interval '2 days'", "now() - interval '4 hours'");
        (await Verify()).ShouldSatisfyAllConditions(report => report.Finding.ShouldBeNull(), report => (report.Rows, report.UnsealedRows).ShouldBe((3, 2)));
        await _scene.SealAll(SealSource.Visits);

        (await Verify()).ShouldSatisfyAllConditions(report => report.Finding.ShouldBeNull(), report => (report.Seals, report.Rows, report.UnsealedRows).ShouldBe((2, 5, 0)));
        (await _scene.Scalar<bool>("select count(distinct arrived_at) = 5 from crm_visits")).ShouldBeTrue("no two rows arrive at once");
    }

    [Theory]
    [InlineData("update crm_visits set requests = 1 where requests = 4", FindingKind.Altered, "its envelope")]
    [InlineData("update crm_visits set address = 'crm1:another' where requests = 4", FindingKind.Altered, "its data differs")]
    [InlineData("update crm_visits set user_id = null where requests = 4", FindingKind.Altered, "user 00000000-0000-7000-8000-000000000001")]
    [InlineData("delete from crm_visits where requests = 4", FindingKind.Missing, "user 00000000-0000-7000-8000-000000000001")]
    [InlineData("delete from crm_visits where requests > 6", FindingKind.Truncated, "the end was cut off")]
    [InlineData("insert into crm_visits select arrived_at, at, 'refused-role', null, null, null, 99 from crm_visits where requests = 4", FindingKind.Inserted, "no user's")]
    [InlineData("update crm_visits a set address = b.address from crm_visits b where (a.requests, b.requests) in ((2, 3), (3, 2))", FindingKind.Exchanged, "stand in each other's place")]
    public async Task What_was_done_to_it_is_named(string attack, FindingKind kind, string says)
    {
        await Visit([.. Enumerable.Repeat("now()", 7)]);
        await _scene.SealAll(SealSource.Visits);
        (await Verify()).Finding.ShouldBeNull();
        await _scene.Attack(attack);

        (await Verify()).Finding.ShouldNotBeNull().ShouldSatisfyAllConditions(finding => finding.Kind.ShouldBe(kind), finding => finding.Message.ShouldContain(says));
    }

    [Fact]
    public async Task No_row_appears_in_what_is_sealed_though_several_hosts_go_on_writing()
    {
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await Visit("now() - random() * interval '5 hours'", "now()");
        })).ToList();
        for (var seals = 0; seals < 15;) seals += await _scene.SealAll(SealSource.Visits);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await _scene.SealAll(SealSource.Visits);

        var report = await Verify();
        report.Finding.ShouldBeNull();
        report.Rows.ShouldBe(await _scene.Scalar<long>("select count(*) from crm_visits"));
    }

    [Fact]
    public async Task Rows_come_behind_the_last_seal_though_the_clock_was_set_back()
    {
        await Visit("now()");
        await _scene.SealAll(SealSource.Visits);
        await _scene.Attack($"update crm_seals set last_position = {(DateTimeOffset.UnixEpoch.AddDays(40_000) - DateTimeOffset.UnixEpoch).Ticks / 10} where chain = 'visits'");
        await Visit("now()");

        (await _scene.Scalar<bool>("select max(arrived_at) > timestamptz '2079-01-01' from crm_visits")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_day_is_dropped_only_when_it_is_old_and_sealed_and_its_seals_stay()
    {
        await _scene.Attack(
            """
            create table crm_visits_2001_01_05 partition of crm_visits for values from ('2001-01-05Z') to ('2001-01-06Z');
            alter table crm_visits_2001_01_05 owner to crm_owner;
            insert into crm_visits (arrived_at, at, kind, requests) select '2001-01-05Z'::timestamptz + n * interval '1 hour', '2001-01-05Z', 'visit', n from generate_series(1, 7) n
            """);
        await Visit("now()");
        (await Should.ThrowAsync<PostgresException>(() => _scene.Scalar<object>("select crm_drop_visits(array['2001-01-05'::date])::text"))).MessageText.ShouldContain("not sealed");
        await _scene.SealAll(SealSource.Visits);
        (await Should.ThrowAsync<PostgresException>(() => _scene.Scalar<object>("select crm_drop_visits(array[current_date])::text"))).MessageText.ShouldContain("younger");
        var outside = new HeldOutside([await _scene.Head("visits")], _scene.Fingerprint);

        var day = new DateTimeOffset(2001, 1, 5, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        await _scene.Sealer.RecordPurge(SealSource.Visits, day, day + TimeSpan.TicksPerDay / 10 - 1, "0198@1", default);
        await _scene.Scalar<string>("select crm_drop_visits(array['2001-01-05'::date])::text");

        var report = await Verify(outside);
        report.Finding.ShouldBeNull();
        (report.Purged, report.Rows, report.Purges.Single().Under).ShouldBe((7, 1, "0198@1"));
    }

    [Fact]
    public async Task A_bundle_of_it_is_checked_without_the_database()
    {
        await Visit("now()", "now()", "now()");
        await _scene.SealAll(SealSource.Visits);
        var file = _scene.File("visits.zip");
        await using (var stream = File.Create(file)) await new BundleWriter(_scene.Store, TimeProvider.System).Write(stream, SealSource.Visits, new(), default);

        var report = await BundleVerifier.Verify(file, new([await _scene.Head("visits")], _scene.Fingerprint), default);
        report.Chain.Finding.ShouldBeNull();
        (report.Chain.Chain, report.Chain.Rows).ShouldBe(("visits", 3));
    }

    private Task<ChainReport> Verify(HeldOutside? outside = null) => _scene.Verify(outside, SealSource.Visits);

    // The first stands for one request, the second for two, and so on.
    private async Task Visit(params IReadOnlyList<string> instants)
    {
        var n = instants.Count;
        await using var command = _scene.Source.CreateCommand(
            $"""
            select crm_record_visits(
                array[{string.Join(", ", instants)}], array_fill('visit'::text, array[{n}]), array_fill(gen_random_uuid(), array[{n}]),
                (select array_agg('crm1:' || i order by i) from generate_series(1, {n}) i), array_fill('{Somebody}'::uuid, array[{n}]), (select array_agg(i::bigint order by i) from generate_series(1, {n}) i))
            """);
        await command.ExecuteNonQueryAsync();
    }
}

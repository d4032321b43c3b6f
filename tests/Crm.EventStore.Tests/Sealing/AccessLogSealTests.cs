using Crm.EventStore.Sealing;

namespace Crm.EventStore.Tests.Sealing;

/// <summary>The log of who read what has a chain of its own, and its months are dropped with their roots kept.</summary>
public sealed class AccessLogSealTests : IAsyncLifetime
{
    private SealScene _scene = null!;

    public async Task InitializeAsync() => _scene = await SealScene.Open();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Is_sealed_and_sound()
    {
        await Read(12);
        await _scene.SealAll(SealSource.AccessLog);
        await Read(2);

        var report = await Verify();
        report.Finding.ShouldBeNull();
        (report.Seals, report.Rows, report.UnsealedRows).ShouldBe((3, 12, 2));
    }

    [Theory]
    [InlineData("update crm_access_log set actor_id = gen_random_uuid() where subject = 'debtor 7'", FindingKind.Altered)]
    [InlineData("update crm_access_log set asked = '{\"to\": \"hide\"}' where subject = 'debtor 7'", FindingKind.Altered)]
    [InlineData("delete from crm_access_log where subject = 'debtor 7'", FindingKind.Missing)]
    [InlineData("delete from crm_access_log where subject in ('debtor 11', 'debtor 12')", FindingKind.Truncated)]
    [InlineData("insert into crm_access_log select at, gen_random_uuid(), actor_id, kind, stage, 'forged', asked, rows, permission, correlation_id from crm_access_log where subject = 'debtor 7'", FindingKind.Inserted)]
    public async Task What_was_done_to_it_is_named(string attack, FindingKind kind)
    {
        await Read(12);
        await _scene.SealAll(SealSource.AccessLog);
        await _scene.Attack(attack);

        (await Verify()).Finding.ShouldNotBeNull().Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task No_row_appears_in_what_is_sealed_though_writers_go_on()
    {
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await Read(1);
        })).ToList();
        for (var seals = 0; seals < 15;) seals += await _scene.SealAll(SealSource.AccessLog);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        (await Verify()).Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Rows_come_behind_the_last_seal_though_the_clock_was_set_back()
    {
        await Read(1);
        await _scene.SealAll(SealSource.AccessLog);
        // A seal of the future is what a clock that was set back looks like.
        await _scene.Attack($"update crm_seals set last_position = {(DateTimeOffset.UnixEpoch.AddDays(40_000) - DateTimeOffset.UnixEpoch).Ticks / 10} where chain = 'access_log'");
        await Read(1);

        (await _scene.Scalar<bool>("select max(at) > timestamptz '2079-01-01' from crm_access_log")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_dropped_month_keeps_its_roots_once_the_chain_says_so()
    {
        await _scene.Attack(
            """
            create table crm_access_log_2001_01 partition of crm_access_log for values from ('2001-01-01Z') to ('2001-02-01Z');
            insert into crm_access_log (at, reads, kind, stage, permission) select '2001-01-05Z'::timestamptz + n * interval '1 hour', gen_random_uuid(), 'debtor-search', 'begun', 'x' from generate_series(1, 7) n
            """);
        await Read(3);
        await _scene.SealAll(SealSource.AccessLog);
        var outside = new HeldOutside([await _scene.Head("access_log")], _scene.Fingerprint);

        await _scene.Attack("drop table crm_access_log_2001_01");
        (await Verify(outside)).Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.Missing);

        var (from, upTo) = (Micros(new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)), Micros(new(2001, 2, 1, 0, 0, 0, TimeSpan.Zero)) - 1);
        await _scene.Sealer.RecordPurge(SealSource.AccessLog, from, upTo, "0198@7", default);
        await _scene.Sealer.RecordPurge(SealSource.AccessLog, from, upTo, "0198@7", default);
        await Read(2);
        await _scene.SealAll(SealSource.AccessLog);
        var report = await Verify(outside);
        report.Finding.ShouldBeNull();
        (report.Purged, report.Rows).ShouldBe((7, 5));
        report.Purges.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            purge => (purge.From, purge.UpTo, purge.Under, purge.Rows).ShouldBe((from, upTo, "0198@7", 7)));
    }

    [Fact]
    public async Task A_purge_excuses_no_other_month()
    {
        await _scene.Attack(
            """
            create table crm_access_log_2001_01 partition of crm_access_log for values from ('2001-01-01Z') to ('2001-02-01Z');
            create table crm_access_log_2001_02 partition of crm_access_log for values from ('2001-02-01Z') to ('2001-03-01Z');
            insert into crm_access_log (at, reads, kind, stage, permission) select '2001-01-30Z'::timestamptz + n * interval '1 day', gen_random_uuid(), 'debtor-search', 'begun', 'x' from generate_series(1, 4) n
            """);
        await Read(1);
        await _scene.SealAll(SealSource.AccessLog);
        await _scene.Sealer.RecordPurge(
            SealSource.AccessLog, Micros(new(2001, 2, 1, 0, 0, 0, TimeSpan.Zero)), Micros(new(2001, 3, 1, 0, 0, 0, TimeSpan.Zero)) - 1, null, default);

        // Stated and not dropped yet: a host that died in between leaves nothing unsound.
        (await Verify()).ShouldSatisfyAllConditions(report => report.Finding.ShouldBeNull(), report => report.Purges.ShouldBeEmpty());
        await _scene.Attack("drop table crm_access_log_2001_02");
        (await Verify()).ShouldSatisfyAllConditions(report => report.Finding.ShouldBeNull(), report => report.Purged.ShouldBe(3));
        await _scene.Attack("drop table crm_access_log_2001_01");
        (await Verify()).Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.Missing);
    }

    [Fact]
    public async Task What_is_not_sealed_yet_cannot_be_declared_purged()
    {
        await Read(1);
        await Should.ThrowAsync<InvalidOperationException>(() => _scene.Sealer.RecordPurge(SealSource.AccessLog, 0, long.MaxValue, null, default));
    }

    private static long Micros(DateTimeOffset at) => at.ToUnixTimeMilliseconds() * 1000;

    private Task<ChainReport> Verify(HeldOutside? outside = null) => _scene.Verify(outside, SealSource.AccessLog);

    private async Task Read(int times)
    {
        for (var i = 1; i <= times; i++)
        {
            await using var command = _scene.Source.CreateCommand(
                $"select crm_record_access(gen_random_uuid(), gen_random_uuid(), 'debtor-search', 'begun', 'debtor {i}', '{{\"a\": 1}}', null, 'customers:read', null)");
            await command.ExecuteNonQueryAsync();
        }
    }
}

using System.Globalization;
using Crm.Api.Http;
using Crm.Api.Identity.Access;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.EventStore.Sealing;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Api.Tests.Identity;

/// <summary>What the policy keeps no longer goes with an event and a seal, wherever the host dies meanwhile, and not while a person is under a legal hold.</summary>
public sealed class LogPurgeTests(UnsealedHost host) : IClassFixture<UnsealedHost>, IAsyncLifetime
{
    private AccessLogPurge Purge => host.Services.GetRequiredService<AccessLogPurge>();

    // Chains begin anew with each test, with rows of long ago; nothing seals but the purge itself.
    public Task InitializeAsync() => host.Execute(
        """
        begin;
        set local session_replication_role = replica;
        delete from crm_seals;
        delete from crm_visits;
        delete from crm_access_log;
        commit
        """);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Days_and_months_go_with_an_event_and_the_chains_stay_sound()
    {
        var super = await host.SignedIn(Roles.SuperAdministrator);
        var events = await Events();
        await Visits("2020-03-04");
        await Visits("2020-03-05");
        await Reads("2019-02-01", Guid.CreateVersion7());
        await Reads("2019-03-01", Guid.CreateVersion7());

        var purged = await super.Post("/api/identity/access-log/purge").Read<PurgeAnswer>();
        purged.Days.Select(day => (day.Day, day.Rows)).ShouldBe([(new(2020, 3, 4), 2), (new(2020, 3, 5), 2)]);
        purged.Months.Select(month => (month.Day, month.Rows)).ShouldBe([(new(2019, 2, 1), 3), (new(2019, 3, 1), 3)]);
        purged.Days.Concat(purged.Months).ShouldAllBe(period => period.Digest.Length == 64);
        (await Left()).ShouldBe((0, 0));
        (await Events()).ShouldBe(events + 2);
        (await super.Post("/api/identity/access-log/purge").Read<PurgeAnswer>()).ShouldSatisfyAllConditions(again => again.Days.ShouldBeEmpty(), again => again.Months.ShouldBeEmpty());

        // The range is told, and the event it was done under can be found.
        foreach (var (log, from, upTo, rows) in new[] { (PurgeableLog.Visits, "2020-03-04", "2020-03-06", 4), (PurgeableLog.Reads, "2019-02-01", "2019-04-01", 6) })
        {
            var told = (await Sound(log)).Purges.ShouldHaveSingleItem();
            (told.From, told.Rows).ShouldBe((Micros(from), rows));
            told.UpTo.ShouldBeInRange(told.From, Micros(upTo) - 1);
            var under = told.Under!.Split('@');
            (await host.Scalar<string>($"select type from mt_events where stream_id = '{under[0]}' and version = {under[1]}")).ShouldBe("access_log_purged");
        }
    }

    [Theory]
    [InlineData("crm_seals", 0)]
    [InlineData("crm_access_log", 1)]
    public async Task A_host_that_dies_in_the_middle_leaves_nothing_unsound_and_the_next_run_goes_on(string waitsFor, int stated)
    {
        var before = await Events();
        await Reads($"{2001 + stated}-05-01", Guid.CreateVersion7());
        await host.Services.GetRequiredService<Sealer>().Seal(SealSource.AccessLog, everything: true, default);

        // The purge comes no further than to what another transaction holds, and is broken off there.
        await using (var other = await host.Source.OpenConnectionAsync())
        await using (var transaction = await other.BeginTransactionAsync())
        {
            await using (var hold = new NpgsqlCommand($"lock table {waitsFor} in share mode", other)) await hold.ExecuteNonQueryAsync();
            using var kill = new CancellationTokenSource();
            var run = Purge.Run(PurgeableLog.Reads, new CommandOrigin("Test"), kill.Token);
            await Eventually.True(async () => await host.Scalar<bool>("select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and (query like 'insert into crm_seals%' or query like 'select crm_drop_reads%'))"), "the purge waits");
            await kill.CancelAsync();
            await Should.ThrowAsync<Exception>(() => run);
        }

        (await Events(), await Stated()).ShouldBe((before + 1, stated));
        (await Left()).Reads.ShouldBe(3);
        (await Sound(PurgeableLog.Reads)).Purges.ShouldBeEmpty();

        (await Purge.Run(PurgeableLog.Reads, new CommandOrigin("Test"), default)).ShouldHaveSingleItem().Rows.ShouldBe(3);
        (await Events(), await Stated()).ShouldBe((before + 1, 1));
        (await Left()).Reads.ShouldBe(0);
        (await Sound(PurgeableLog.Reads)).Purges.ShouldHaveSingleItem().Rows.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_about_a_person_under_a_legal_hold_stays_until_it_is_released()
    {
        var super = await host.SignedIn(Roles.SuperAdministrator);
        var (person, hold) = (await host.User(Roles.Agent), Guid.CreateVersion7());
        await super.Post($"/api/privacy/subjects/{person.Id}/holds", new { reason = "Lawsuit", holdId = hold });
        await Reads("2015-01-01", person.Id.Value);
        await Reads("2015-02-01", Guid.CreateVersion7());
        await Visits("2015-01-10", person.Id.Value);

        (await Purge.Run(PurgeableLog.Reads, new CommandOrigin("Test"), default)).Select(month => month.Day).ShouldBe([new(2015, 2, 1)]);
        (await Purge.Run(PurgeableLog.Visits, new CommandOrigin("Test"), default)).ShouldBeEmpty();
        await Sound(PurgeableLog.Reads);

        (await super.Post($"/api/privacy/subjects/{person.Id}/holds/{hold}/release", new { reason = "Settled" })).EnsureSuccessStatusCode();
        (await Purge.Run(PurgeableLog.Reads, new CommandOrigin("Test"), default)).Select(month => month.Day).ShouldBe([new(2015, 1, 1)]);
        (await Purge.Run(PurgeableLog.Visits, new CommandOrigin("Test"), default)).Select(day => day.Day).ShouldBe([new(2015, 1, 10)]);
        await Sound(PurgeableLog.Reads);
    }

    // As if the rows had been written then: two visits of a day.
    private Task Visits(string day, Guid? user = null) => host.Execute(
        $"""
        create table crm_visits_{day.Replace('-', '_')} partition of crm_visits for values from ('{day}Z') to ('{Next(day, days: 1)}Z');
        alter table crm_visits_{day.Replace('-', '_')} owner to crm_owner;
        insert into crm_visits (arrived_at, at, kind, user_id, requests) select '{day}Z'::timestamptz + n * interval '1 hour', '{day}Z', 'visit', {(user is null ? "null" : $"'{user}'")}, n from generate_series(1, 2) n
        """);

    // Three reads of a month, about one person.
    private Task Reads(string month, Guid person) => host.Execute(
        $"""
        create table crm_access_log_{month[..7].Replace('-', '_')} partition of crm_access_log for values from ('{month}Z') to ('{Next(month, months: 1)}Z');
        alter table crm_access_log_{month[..7].Replace('-', '_')} owner to crm_owner;
        insert into crm_access_log (at, reads, kind, stage, permission, asked)
            select '{month}Z'::timestamptz + n * interval '1 day', gen_random_uuid(), 'debtor-file', 'ended', 'x', jsonb_build_object('records', jsonb_build_array('{person}')) from generate_series(1, 3) n
        """);

    private async Task<ChainReport> Sound(PurgeableLog log)
    {
        var report = await host.Services.GetRequiredService<SealAudit>().Verify(log.Source, HeldOutside.Nothing, null, default);
        report.Finding?.Message.ShouldBeNull();
        return report;
    }

    private async Task<(long Visits, long Reads)> Left() =>
        (await host.Scalar<long>("select count(*) from crm_visits where arrived_at < now() - interval '1 year'"), await host.Scalar<long>("select count(*) from crm_access_log where at < now() - interval '1 year'"));

    private Task<long> Events() => host.Scalar<long>("select count(*) from mt_events where type = 'access_log_purged'");

    private Task<long> Stated() => host.Scalar<long>("select count(*) from crm_seals where header like E'%\\nkind: purge\\n%'");

    private static string Next(string date, int days = 0, int months = 0) => DateOnly.Parse(date, CultureInfo.InvariantCulture).AddDays(days).AddMonths(months).ToString("O", CultureInfo.InvariantCulture);

    private static long Micros(string date) => DateTimeOffset.Parse(date + "T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() * 1000;
}

/// <summary>A host that seals nothing by itself.</summary>
public sealed class UnsealedHost : HostFixture
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Crm:Sealing:Enabled"] = "false" };
}

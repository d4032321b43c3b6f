using Crm.EventStore.Append;
using Crm.EventStore.Schema;
using Crm.EventStore.Sealing;
using Crm.EventStore.Streams;
using Crm.Testing;
using Npgsql;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests;

public sealed class DatabaseRolesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private NpgsqlDataSource _serving = null!;

    public async Task InitializeAsync()
    {
        await postgres.Execute("create table if not exists crm_access_log_2001_01 partition of crm_access_log for values from ('2001-01-01Z') to ('2001-02-01Z')");
        await DatabaseRoles.Apply(postgres.Source, default);
        await DatabaseRoles.Apply(postgres.Source, default);
        await DatabaseRoles.MakeLogin(postgres.Source, "some_host", "secret", default);
        _serving = StoreDataSource.Open(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Username = "some_host", Password = "secret" }.ConnectionString);
    }

    public async Task DisposeAsync() => await _serving.DisposeAsync();

    [Fact]
    public async Task A_host_appends_and_reads()
    {
        await using var log = new EventLog(_serving, postgres.Serializer());
        var jar = Guid.CreateVersion7();

        (await log.Append(Unit(jar, 0, new JarOpened("rent")), default)).ShouldBeOfType<AppendOutcome.Appended>();
        (await log.Append(Unit(jar, 1, new CoinDropped(1), new CoinDropped(2)), default)).ShouldBeOfType<AppendOutcome.Appended>();

        (await log.ReadStream(jar, StreamRange.Whole, default)).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("update mt_events set data = '{}'")]
    [InlineData("delete from mt_events")]
    [InlineData("truncate mt_events cascade")]
    [InlineData("insert into mt_events (seq_id, id, version, data, type) values (1, gen_random_uuid(), 1, '{}', 'x')")]
    [InlineData("delete from mt_streams")]
    [InlineData("update mt_streams set version = 0")]
    [InlineData("delete from crm_idempotency")]
    [InlineData("select nextval('mt_events_sequence')")]
    [InlineData("update crm_seals set signature = ''")]
    [InlineData("delete from crm_seals")]
    [InlineData("truncate crm_seals")]
    [InlineData("update crm_seal_keys set public_key = ''")]
    [InlineData("delete from crm_seal_keys")]
    [InlineData("drop trigger crm_seals_append_only on crm_seals")]
    [InlineData("update crm_access_log set actor_id = null")]
    [InlineData("delete from crm_access_log")]
    [InlineData("delete from crm_access_log_2001_01")]
    [InlineData("drop table crm_access_log_2001_01")]
    [InlineData("insert into crm_access_log (reads, kind, stage, permission) values (gen_random_uuid(), 'x', 'begun', 'x')")]
    [InlineData("alter role some_host superuser")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("alter table mt_events add x int")]
    [InlineData("drop function crm_append")]
    public async Task A_host_cannot_change_what_happened(string sql)
    {
        await using var command = _serving.CreateCommand(sql);

        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_host_seals_and_verifies()
    {
        var folder = Directory.CreateTempSubdirectory("crm-seal-");
        await using var log = new EventLog(_serving, postgres.Serializer());
        await log.Append(Unit(Guid.CreateVersion7(), 0, new JarOpened("rent")), default);
        var store = new SealStore(_serving);

        (await new Sealer(store, new(folder.FullName, true), new(), TimeProvider.System).Seal(SealSource.Events, everything: true, default)).ShouldBe(1);
        await new Sealer(store, new(folder.FullName, true), new(), TimeProvider.System).Seal(SealSource.AccessLog, everything: true, default);

        (await new SealAudit(store).Verify(SealSource.Events, HeldOutside.Nothing, null, default)).Finding.ShouldBeNull();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_host_is_no_more_than_the_serving_role()
    {
        await using var command = _serving.CreateCommand("select current_user || ' ' || (select count(*) from pg_auth_members where member = 'some_host'::regrole)");
        (await command.ExecuteScalarAsync()).ShouldBe("crm_serving 1");
    }

    [Fact]
    public async Task Nobody_else_appends()
    {
        (await postgres.Scalar<bool>("select has_function_privilege('public', p.oid, 'execute') from pg_proc p where proname = 'crm_append'")).ShouldBeFalse();
    }
}

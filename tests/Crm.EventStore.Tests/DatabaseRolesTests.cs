using Crm.EventStore.Append;
using Crm.EventStore.Schema;
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
        await DatabaseRoles.Apply(postgres.Source, default);
        await DatabaseRoles.Apply(postgres.Source, default);
        await postgres.Execute(
            $"""
            do $$ begin
                if not exists (select from pg_roles where rolname = 'some_host') then
                    create role some_host login password 'secret' in role {DatabaseRoles.Serving};
                end if;
            end $$
            """);
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
    [InlineData("alter table mt_events add x int")]
    [InlineData("drop function crm_append")]
    public async Task A_host_cannot_change_what_happened(string sql)
    {
        await using var command = _serving.CreateCommand(sql);

        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Nobody_else_appends()
    {
        (await postgres.Scalar<bool>("select has_function_privilege('public', p.oid, 'execute') from pg_proc p where proname = 'crm_append'")).ShouldBeFalse();
    }
}

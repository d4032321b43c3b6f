using Crm.EventStore.Schema;
using Crm.Testing;
using Npgsql;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary>Schema changes are ordered, locked, idempotent; nothing starts on a schema it does not know.</summary>
public sealed class G12_Upgrades_are_safe_to_start_twice : IAsyncLifetime
{
    private static readonly Migration First = new("001.sql", "create table a (x int)"), Second = new("002.sql", "alter table a add y int");
    private NpgsqlDataSource _source = null!;

    public async Task InitializeAsync() =>
        _source = StoreDataSource.Open(await PostgresTestCluster.CreateEmptyDatabase(await PostgresTestCluster.Shared));

    public async Task DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task Several_hosts_that_start_at_once_apply_each_change_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new SchemaMigrator(_source).Apply(default)));

        applied.SelectMany(names => names).Order(StringComparer.Ordinal).ShouldBe(Migration.Known.Select(migration => migration.Name));
        await new SchemaMigrator(_source).Assert(default);
        (await new SchemaMigrator(_source).Apply(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_missing_is_named_shown_and_applied_in_order()
    {
        await new SchemaMigrator(_source, [First]).Apply(default);
        var newer = new SchemaMigrator(_source, [First, Second]);

        (await Should.ThrowAsync<SchemaOlderException>(() => newer.Assert(default))).Message.ShouldContain("002.sql");
        (await newer.Patch(default)).ShouldContain("alter table a add y int");
        (await newer.Patch(default)).ShouldNotContain("create table a");
        (await newer.Apply(default)).ShouldBe(["002.sql"]);
        (await newer.Patch(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await new SchemaMigrator(_source, [First, Second]).Apply(default);
        var older = new SchemaMigrator(_source, [First]);

        await Should.ThrowAsync<SchemaNewerException>(() => older.Assert(default));
        (await Should.ThrowAsync<SchemaNewerException>(() => older.Apply(default))).Message.ShouldContain("002.sql");
    }

    [Fact]
    public async Task A_migration_edited_after_it_was_applied_is_refused()
    {
        await new SchemaMigrator(_source, [First]).Apply(default);

        await Should.ThrowAsync<SchemaChangedException>(() => new SchemaMigrator(_source, [First with { Sql = "create table b (x int)" }]).Apply(default));
    }

    [Fact]
    public async Task A_change_that_fails_leaves_nothing_half_done()
    {
        var broken = new Migration("002.sql", "create table b (x int); select 1 / 0");

        await Should.ThrowAsync<PostgresException>(() => new SchemaMigrator(_source, [First, broken]).Apply(default));

        (await new SchemaMigrator(_source, [First, Second]).Apply(default)).ShouldBe(["002.sql"]);
        await using var command = _source.CreateCommand("select to_regclass('b') is null");
        (await command.ExecuteScalarAsync()).ShouldBe(true);
    }
}

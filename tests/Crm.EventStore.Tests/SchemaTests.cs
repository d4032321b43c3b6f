using Crm.EventStore.Schema;
using Crm.Testing;
using Npgsql;

namespace Crm.EventStore.Tests;

/// <summary><c>db/schema</c> says what the database is; <c>db/migrations</c> how it came to be so. Both give the same.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task Schema_files_and_migrations_give_the_same_database()
    {
        var cluster = await PostgresTestCluster.Shared;
        await using var migrated = StoreDataSource.Open(await PostgresTestCluster.CreateEmptyDatabase(cluster));
        await using var declared = StoreDataSource.Open(await PostgresTestCluster.CreateEmptyDatabase(cluster));
        await new SchemaMigrator(migrated).Apply(default);
        await Declare(declared);

        var (schema, migrations) = (await Catalog(declared), await Catalog(migrated));
        schema.Except(migrations).ShouldBeEmpty("only in db/schema");
        migrations.Except(schema).ShouldBeEmpty("only in db/migrations");
    }

    [Fact]
    public async Task Martens_tables_have_martens_columns_only()
    {
        await using var source = StoreDataSource.Open(await PostgresTestCluster.CreateDatabase(await PostgresTestCluster.Shared));

        var columns = await Lines(source,
            "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public' and table_name in ('mt_streams', 'mt_events', 'mt_event_progression')");

        columns.ShouldBe(
        [
            "mt_event_progression.last_seq_id", "mt_event_progression.last_updated", "mt_event_progression.name",
            "mt_events.bdata", "mt_events.causation_id", "mt_events.correlation_id", "mt_events.data", "mt_events.headers", "mt_events.id",
            "mt_events.is_archived", "mt_events.mt_dotnet_type", "mt_events.seq_id", "mt_events.stream_id", "mt_events.tenant_id",
            "mt_events.timestamp", "mt_events.type", "mt_events.user_name", "mt_events.version",
            "mt_streams.created", "mt_streams.id", "mt_streams.is_archived", "mt_streams.snapshot", "mt_streams.snapshot_version",
            "mt_streams.tenant_id", "mt_streams.timestamp", "mt_streams.type", "mt_streams.version",
        ]);
    }

    // The files are one object each and in no order: those whose needs are not met yet are tried again.
    private static async Task Declare(NpgsqlDataSource source)
    {
        var files = Directory.GetFiles(Path.Combine(Root(), "db", "schema"), "*.sql").Order(StringComparer.Ordinal).ToList();
        while (files.Count > 0)
        {
            var left = new List<string>();
            PostgresException? failure = null;
            foreach (var file in files)
            {
                try
                {
                    await using var command = source.CreateCommand(await File.ReadAllTextAsync(file));
                    await command.ExecuteNonQueryAsync();
                }
                catch (PostgresException exception) when (exception.SqlState.StartsWith("42", StringComparison.Ordinal))
                {
                    failure = exception;
                    left.Add(file);
                }
            }

            if (left.Count == files.Count) throw new InvalidOperationException($"{left[0]}: {failure!.Message}", failure);
            files = left;
        }
    }

    private static async Task<List<string>> Catalog(NpgsqlDataSource source)
    {
        string[] queries =
        [
            """
            select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
                || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || ' ' || a.attgenerated::text || a.attidentity::text || ' collation ' || a.attcollation::regcollation
            from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped
            """,
            """
            select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace and conrelid <> 0
            """,
            "select 'index ' || indexdef from pg_indexes where schemaname = 'public'",
            """
            select 'function ' || pg_get_functiondef(p.oid) || ' for ' || coalesce(proacl::text, 'default') from pg_proc p
            where pronamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            """,
            "select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid where not tgisinternal and c.relnamespace = 'public'::regnamespace",
            "select 'relation ' || relkind::text || ' ' || relname || ' ' || coalesce(reloptions::text, '') || ' ' || coalesce(pg_get_expr(relpartbound, oid), '') || ' for ' || coalesce(relacl::text, 'default') from pg_class where relnamespace = 'public'::regnamespace and relkind <> 'i'",
            "select 'view ' || viewname || ' ' || definition from pg_views where schemaname = 'public'",
            "select 'schema ' || nspname from pg_namespace where nspname not like 'pg\\_%'",
            "select 'extension ' || extname from pg_extension",
        ];
        var lines = new List<string>();
        foreach (var query in queries) lines.AddRange(await Lines(source, query));
        return lines;
    }

    private static async Task<List<string>> Lines(NpgsqlDataSource source, string sql)
    {
        var lines = new List<string>();
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Crm.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}

using System.CommandLine;
using Crm.EventStore;
using Crm.EventStore.Projecting;
using Crm.EventStore.Schema;
using Dapper;
using Npgsql;
using Spectre.Console;

namespace Crm.Api.Cli;

/// <summary><c>resources</c>: everything outside the program that it stands on: database, schema, read models.</summary>
internal static class ResourceVerbs
{
    public static Command Make()
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needed in Production and where nobody can be asked" };
        return new Command("resources", "What the program stands on: database, schema, read models").With(
            new Command("list", "The resources").Does(List, schema: false),
            new Command("check", "Fail unless all are there and fit this build").Does(Check, schema: false),
            new Command("setup", "Make what is missing").Does(Setup, schema: false),
            new Command("statistics", "Rows and bytes of every table").Does(Statistics),
            new Command("clear", "Delete all events and read models; the schema stays").With(yes).Does((verb, ct) => Clear(verb, verb.Value(yes), ct)));
    }

    private sealed record Resource(string Name, string Kind, string Detail);

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        var source = verb.Get<NpgsqlDataSource>();
        await using var connection = await source.OpenConnectionAsync(ct);
        var resources = new List<Resource>
        {
            new("database", "postgresql", $"{connection.Database}, PostgreSQL {connection.PostgreSqlVersion}"),
            new("schema", "migrations", $"{Migration.Known.Count} of this build"),
        };
        resources.AddRange(verb.Get<ProjectionAdmin>().Projections.Select(name => new Resource(name, "read model", "")));
        verb.Output.Table(resources, ("name", row => row.Name), ("kind", row => row.Kind), ("detail", row => row.Detail));
        return ExitCodes.Success;
    }

    private static async Task<int> Check(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<SchemaMigrator>().Assert(ct);
        var sick = (await verb.Get<ProjectionAdmin>().Status(ct)).Where(shard => shard.Error is not null || shard.Quarantined > 0).ToList();
        foreach (var shard in sick) verb.Output.Error($"{shard.Name}: {shard.Error ?? $"{shard.Quarantined} in quarantine or dead"}");
        verb.Output.Result(new { well = sick.Count == 0, sick = sick.Select(shard => shard.Name) }, sick.Count == 0 ? "All resources are well." : "Some are not.");
        return sick.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<int> Setup(VerbContext verb, CancellationToken ct)
    {
        var applied = await verb.Get<SchemaMigrator>().Apply(ct);
        await verb.Get<ProjectionEngine>().Prepare(ct);
        verb.Output.Result(new { applied }, $"Applied {applied.Count} changes of the schema; the read models have their tables.");
        return ExitCodes.Success;
    }

    private static async Task<int> Statistics(VerbContext verb, CancellationToken ct)
    {
        await using var connection = await verb.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<TableSize>(new(
            """
            select c.relname as name, greatest(c.reltuples, 0)::bigint as estimated_rows, pg_total_relation_size(c.oid) as bytes
                from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') order by 3 desc, 1
            """,
            cancellationToken: ct))).ToList();
        verb.Output.Table(rows, ("table", row => row.Name), ("rows (estimated)", row => row.Estimated_Rows), ("bytes", row => row.Bytes));
        return ExitCodes.Success;
    }

    private sealed record TableSize(string Name, long Estimated_Rows, long Bytes);

    private static async Task<int> Clear(VerbContext verb, bool yes, CancellationToken ct)
    {
        if (!yes && (verb.Host.Environment.IsProduction() || !verb.Output.IsInteractive))
            throw new UsageException("This deletes every event. In Production, and where nobody can be asked, it needs --yes.");
        if (!yes && !AnsiConsole.Confirm("Delete every event and every read model?", defaultValue: false)) return ExitCodes.Failure;

        await using var connection = await verb.Get<OwnerDatabase>().Source.OpenConnectionAsync(ct);
        if (await connection.ExecuteScalarAsync<bool>(new("select exists (select from crm_hosts where lease_until > clock_timestamp())", cancellationToken: ct)))
            throw new UsageException("A host is running on this database. Stop it first.");

        // The schema's history and the hosts' own secrets stay; the append-only triggers do not stand in the way of truncate.
        var tables = (await connection.QueryAsync<string>(new(
            """
            select quote_ident(c.relname) from pg_class c
                where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                    and (c.relname like 'mt\_%' or c.relname like 'crm\_%') and c.relname not in ('crm_schema_migrations', 'crm_data_protection_keys')
            """,
            cancellationToken: ct))).ToList();
        await connection.ExecuteAsync(new($"truncate {string.Join(", ", tables)} restart identity", cancellationToken: ct));
        verb.Output.Result(new { cleared = tables }, $"Cleared {tables.Count} tables.");
        return ExitCodes.Success;
    }
}
